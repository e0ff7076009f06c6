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

    /// <summary>For the start, and for the way back: the services, each with the containers that it has now.</summary>
    public static async Task NoteAsync(TransactionParts parts, string project, ImmutableArray<string> services, CancellationToken ct)
    {
        var there = await ContainersAsync(parts, project, ct).ConfigureAwait(false);
        parts.Host.Files.Put(
            FileOf(parts), string.Concat(services.Select(service => $"{service} {string.Join(',', there[service].Order(StringComparer.Ordinal))}\n")), DurableFiles.Private);
    }

    /// <summary>Whether a switch gives a service others.</summary>
    public static bool IsMoved(TransactionParts parts, string service) => Noted(parts).Any(words => words[0] == service);

    /// <summary>Has Compose make containers anew, not started; what it refuses, the start fails of, and that is told.</summary>
    /// <param name="isBack">Of a way back: those that are not the ones of before; else those that still are.</param>
    public static async Task MakeAnewAsync(TransactionParts parts, ReleaseConf conf, bool isBack, CancellationToken ct)
    {
        var noted = Noted(parts);
        if (noted.Length == 0)
        {
            return;
        }

        var there = await ContainersAsync(parts, conf.Project, ct).ConfigureAwait(false);
        string[] services =
        [
            .. noted.Where(words => conf.Images.Any(image => image.Key == words[0]) && there[words[0]].Any()
                    && isBack != (string.Join(',', there[words[0]].Order(StringComparer.Ordinal)) == words[1]))
                .Select(words => words[0]),
        ];
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

    private static async Task<ILookup<string, string>> ContainersAsync(TransactionParts parts, string project, CancellationToken ct) =>
        (await parts.Host.Docker.ContainersAsync(all: true, ct, ComposeLabels.OfProject(project)).ConfigureAwait(false))
            .Where(one => one.Labels.GetValueOrDefault(ComposeLabels.OneOff) != "True")
            .ToLookup(one => one.Labels.GetValueOrDefault(ComposeLabels.Service, ""), one => one.Id);

    private static string[][] Noted(TransactionParts parts) =>
        [.. (parts.Host.Files.ReadText(FileOf(parts)) ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 2)];

    private static string FileOf(TransactionParts parts) => $"{parts.Places.Old}/moved";
}
