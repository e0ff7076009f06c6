using System.Text.RegularExpressions;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Staging;

/// <summary>What came is a whole release, of this app, under the name that it is staged by. Throws <see cref="VerbFailedException"/>.</summary>
internal sealed partial class ReleaseCheck(TransactionParts parts, StagedRelease release)
{
    private const string Mismatch = "client and agent don't belong together: run the command again";

    private static readonly string[] Needed = [ReleaseFile.Unit, ReleaseFile.Hold, ReleaseFile.Transaction, ReleaseFile.Conf, ReleaseFile.Manifest];

    private static readonly string[] Said = ["project", "compose_files", "env_file", "images", "pull_timeout", "build_timeout", "start_timeout"];

    private readonly IHostFiles files = parts.Host.Files;

    /// <summary>What it says of itself, by the paths that its files have now.</summary>
    public ReleaseConf Read()
    {
        foreach (var name in Needed)
        {
            Demand(files.Target($"{release.Folder}/{name}") is { Kind: FileKind.File, Length: > 0 }, $"the upload lacks {name}");
        }

        var text = files.ReadText(release.ConfFile)!;
        var conf = ConfFile.Parse(text);
        DemandFormat(conf);
        Demand(conf["release"] == release.Id, $"release.conf names another release than {release.Id}");
        DemandOrigin();
        if (files.IsFile($"{release.Folder}/{ReleaseFile.Env}"))
        {
            files.SetMode($"{release.Folder}/{ReleaseFile.Env}", DurableFiles.Private);
        }

        foreach (var key in Said)
        {
            Demand(conf[key] is { Length: > 0 }, $"release.conf lacks {key}");
        }

        Demand(Project().IsMatch(conf["project"]!), $"'project={conf["project"]}' is not a valid argument");
        foreach (var key in Said.Where(key => key.EndsWith("_timeout", StringComparison.Ordinal)))
        {
            Demand(Seconds().IsMatch(conf[key]!), $"'{key}={conf[key]}' is not a valid argument");
        }

        ImageReferences.DemandPairs(conf["images"]!);
        return ReleaseConf.Parse(release.Here(text));
    }

    private static void DemandFormat(ConfFile conf)
    {
        try
        {
            FormatVersion.ReleaseConf.Demand(conf["format"], $"release {conf["release"]}");
        }
        catch (UnknownFormatException error)
        {
            throw new VerbFailedException(FailureKind.BadInput, error.Message, Mismatch, error);
        }
    }

    /// <summary>The content that it refers to is here. Throws (30) when it has gone since the client looked.</summary>
    public void DemandObjects()
    {
        ObjectStore store = new(files, parts.Places);
        var named = files.List(release.Folder)
            .Where(path => Path.GetFileName(path) is var name && name.StartsWith("compose.", StringComparison.Ordinal) && name.EndsWith(".yml", StringComparison.Ordinal))
            .SelectMany(path => Regex.Matches(files.ReadText(path) ?? "", $"{Regex.Escape(parts.Places.Objects)}/([0-9a-f]{{64}})"))
            .Select(match => match.Groups[1].Value).Distinct();
        if (named.FirstOrDefault(digest => !store.Has(digest)) is { } gone)
        {
            throw new VerbFailedException(FailureKind.Conflict, $"the host no longer has the object {gone}", "run the command again: the host changed since it was observed");
        }
    }

    private void DemandOrigin()
    {
        var origin = OriginOf(files.ReadText($"{release.Folder}/{ReleaseFile.Unit}")!);
        Demand(origin.Release == release.Id, $"the unit does not name the release {release.Id}");
        Demand(origin.App == parts.Places.App.Text, $"the unit does not name the app {parts.Places.App}");
    }

    // What is no unit says nothing.
    private static UnitOrigin OriginOf(string text)
    {
        try
        {
            return UnitOrigin.Of(text);
        }
        catch (FormatException)
        {
            return new(null, null);
        }
    }

    private static void Demand(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new VerbFailedException(FailureKind.BadInput, otherwise, Mismatch);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9_][a-z0-9_-]*\z")]
    private static partial Regex Project();

    [GeneratedRegex(@"\A[0-9]{1,9}\z")]
    private static partial Regex Seconds();
}
