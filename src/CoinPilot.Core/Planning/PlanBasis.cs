using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>What a plan rests on: it holds as long as none of this has moved.</summary>
/// <param name="Content">The release's content digest.</param>
/// <param name="Settings">The digest of everything else that the release's manifest says: gate, bounds, images.</param>
/// <param name="Current">The release that the host runs.</param>
/// <param name="Unit">The installed unit's digest; null without one.</param>
/// <param name="HostEnv">The digest of the host's .env; null without one, or when the release ships its own.</param>
/// <param name="Containers">Each container: name, id, image, what Compose made it from.</param>
/// <param name="Images">Each name that the release runs, and the image id that it means on the host.</param>
public sealed record PlanBasis(
    string Content,
    string Settings,
    string Current,
    bool IsHeld,
    bool IsEnabled,
    string? Unit,
    string? HostEnv,
    string Docker,
    string Compose,
    ImmutableArray<string> Containers,
    ImmutableArray<string> Images)
{
    public static PlanBasis Of(ReleaseManifest manifest, HostState host, HostPreview preview) => new(
        manifest.ContentDigest,
        Digest((manifest with { By = "", Commit = null, Dirty = false }).ToJson()),
        host.Current,
        host.IsHeld,
        host.Unit.IsEnabled,
        host.UnitText is { } unit ? Digest(unit) : null,
        manifest.ShippedEnvDigest is null ? host.EnvFileDigest : null,
        host.DockerVersion,
        host.ComposeVersion,
        [.. host.Containers.Select(container => $"{container.Name} {container.Id} {container.Image} {container.ConfigHash}").Order(StringComparer.Ordinal)],
        [.. preview.HostImages.Select(image => $"{image.Key} {image.Value ?? "-"}").Order(StringComparer.Ordinal)]);

    /// <summary>What is not as it was, in the operator's words: first of the inputs, then of the host.</summary>
    public ImmutableArray<string> Moved(PlanBasis now)
    {
        var moved = ImmutableArray.CreateBuilder<string>();
        Add(Content != now.Content, "the content is another (Compose files, configuration, contexts, unit or parameters)");
        Add(Content == now.Content && Settings != now.Settings, "the parameters of the gate or the bounds are others");
        Add(Current != now.Current, $"the host runs {now.Current}, not {Current}");
        Add(IsHeld != now.IsHeld, now.IsHeld ? "the unit is on hold now" : "the unit is no longer on hold");
        Add(IsEnabled != now.IsEnabled, now.IsEnabled ? "the unit is enabled now" : "the unit is no longer enabled");
        Add(Current == now.Current && Unit != now.Unit, "the installed unit file is another");
        Add(HostEnv != now.HostEnv, "the host's .env has changed");
        Add(Docker != now.Docker, $"Docker is {now.Docker} now, it was {Docker}");
        Add(Compose != now.Compose, $"Compose is {now.Compose} now, it was {Compose}");
        Add(!Containers.SequenceEqual(now.Containers), $"other containers run: {Names(Containers, now.Containers)}");
        Add(!Images.SequenceEqual(now.Images), $"names of images mean others on the host: {Names(Images, now.Images)}");
        return moved.ToImmutable();

        void Add(bool isMoved, string what)
        {
            if (isMoved)
            {
                moved.Add(what);
            }
        }
    }

    private static string Names(ImmutableArray<string> before, ImmutableArray<string> now) =>
        string.Join(", ", before.Except(now).Concat(now.Except(before)).Select(line => line.Split(' ')[0]).Distinct());

    private static string Digest(string text) => ContentDigest.Of([KeyValuePair.Create("", text)]);
}
