using System.Text.RegularExpressions;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>The names of a release's images: what comes from a Compose file and from values is a name, no option and no pattern (D030).</summary>
internal static partial class ImageReferences
{
    // What the client could not know: it depends on this host's values.
    private const string Unknown = "-";

    /// <summary>All <c>service=reference</c> words are words of names. Throws <see cref="VerbFailedException"/> (2).</summary>
    public static void DemandPairs(string words)
    {
        foreach (var pair in words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2)))
        {
            DemandNames(pair[0], pair.Length < 2 ? "" : pair[1] == Unknown ? "none" : pair[1], "");
        }
    }

    /// <summary>The release with the references that only the host knows, as Compose reads them there. Throws <see cref="VerbFailedException"/> (2).</summary>
    public static ReleaseConf Resolved(ReleaseConf conf, StartNeeds needs) => conf with
    {
        Images = [.. conf.Images.Select(image => image.Value == Unknown ? KeyValuePair.Create(image.Key, ReferenceOf(image.Key, needs, conf.EnvFile)) : image)],
    };

    /// <summary>The text of release.conf with other images in it.</summary>
    public static string Rewritten(string text, ReleaseConf conf) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line =>
        (line.StartsWith("images=", StringComparison.Ordinal) ? $"images='{ReleaseConf.WriteImages(conf.Images)}'" : line) + "\n"));

    private static string ReferenceOf(string service, StartNeeds needs, string envFile)
    {
        var reference = needs.Images.LastOrDefault(image => image.Key == service).Value ?? throw new VerbFailedException(
            FailureKind.BadInput, "Compose names no image for a service of this release", "correct the service's image: in the Compose file");
        DemandNames(service, reference, $", or the value in {envFile}");
        return reference;
    }

    private static void DemandNames(string service, string reference, string orValue)
    {
        if (!Service().IsMatch(service))
        {
            throw new VerbFailedException(FailureKind.BadInput, $"'{service}' is no name that the image of a service can have here", "call the service by letters and digits");
        }

        if (!Reference().IsMatch(reference))
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the image of the service {service} is no name of an image", $"correct its image: in the Compose file{orValue}");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Service();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/@-]*\z")]
    private static partial Regex Reference();
}
