using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>Services that a switch gives other volumes or networks: Compose compares only what stands at a service itself, and would leave their containers as they are (D093).</summary>
internal static class MovedServices
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    /// <summary>For the start, and for the way back.</summary>
    public static void Note(TransactionParts parts, ImmutableArray<string> services) =>
        parts.Host.Files.Put(FileOf(parts), string.Concat(services.Select(service => service + "\n")), DurableFiles.Private);

    /// <summary>Has Compose make their containers anew, not started; what it refuses, the start fails of, and that is told.</summary>
    public static async Task MakeAnewAsync(TransactionParts parts, ReleaseConf conf, CancellationToken ct)
    {
        var noted = (parts.Host.Files.ReadText(FileOf(parts)) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] services = [.. noted.Where(service => conf.Images.Any(image => image.Key == service))];
        if (services.Length == 0)
        {
            return;
        }

        await parts.Context.SayAsync($"other volumes or networks than before: made anew is {string.Join(", ", services)}").ConfigureAwait(false);
        var words = (string[])[.. ReleaseCompose.Words(parts.Places, conf, conf.ComposeFiles), "create", "--force-recreate", "--no-build", "--pull", "never", "--", .. services];
        var made = await parts.Host.Docker.ComposeAsync(new([.. words], Bound), ct).ConfigureAwait(false);
        if (!made.Succeeded)
        {
            await parts.Context.WarnAsync(parts.Shelf.MaskOf(conf).Apply((made.Output + made.Error).Trim())).ConfigureAwait(false);
        }
    }

    private static string FileOf(TransactionParts parts) => $"{parts.Places.Old}/moved";
}
