using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether the images of the stack are here, and for this machine.</summary>
internal sealed class ImageRehearsal(RehearsedStack stack)
{
    private readonly RehearsalReport report = stack.Report;
    private readonly string machine = ImageArchitecture.Of(Machine.KernelName);

    public async Task RunAsync(ImmutableArray<string> references, CancellationToken ct)
    {
        var conf = new ReleaseShelf(stack.Host.Files, stack.Places).ConfOf(stack.Current);
        foreach (var reference in references)
        {
            if (await FindAsync(reference, ct).ConfigureAwait(false) is not { } image)
            {
                await MissingAsync(reference, conf, ct).ConfigureAwait(false);
            }
            else if (ImageArchitecture.IsForeign(machine, image.Architecture))
            {
                report.Warning(
                    "architecture",
                    $"the image {reference} is for {image.Architecture}, this host is {machine}: it runs only if the host emulates it",
                    $"use an image for {machine}");
            }
        }

        report.Checked(string.Create(CultureInfo.InvariantCulture, $"{references.Length} {(references.Length == 1 ? "image, and that it is" : "images, and that they are")} for {machine}"));
    }

    private async Task MissingAsync(string reference, ReleaseConf? conf, CancellationToken ct)
    {
        var service = conf?.Images.Where(image => image.Value == reference).Select(image => image.Key).FirstOrDefault();
        var tag = service is null ? null : stack.Places.Tag(service, stack.Current, conf);
        var isKept = tag is not null && await FindAsync(tag, ct).ConfigureAwait(false) is not null;
        report.Error(
            "image",
            $"the image {reference}{(service is null ? "" : $" of {service}")} is not on this host: up starts none of the services",
            isKept ? $"docker tag {tag} {reference}" : $"docker pull {reference}, or deploy again with --force");
    }

    // What is no name of an image the engine refuses to look up.
    private async Task<ImageDetail?> FindAsync(string reference, CancellationToken ct)
    {
        try
        {
            return await stack.Host.Docker.ImageAsync(reference, ct).ConfigureAwait(false);
        }
        catch (EngineRefusedException)
        {
            return null;
        }
    }
}
