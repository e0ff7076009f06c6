using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// The containers that go once their successors serve, one of a service: on the disk before the first successor is made.
/// Whatever dies between: of a service, what is not noted here is its successor (D103).
/// </summary>
internal sealed class Leaving(TransactionParts parts, string name)
{
    private string Path => $"{parts.Places.Old}/{name}";

    /// <summary>Of the release that a switch replaces.</summary>
    public static Leaving OfSwitch(TransactionParts parts) => new(parts, "leaving");

    /// <summary>Of the release that a way back replaces.</summary>
    public static Leaving OfWayBack(TransactionParts parts) => new(parts, "leaving-back");

    /// <summary>By service; empty where none is noted.</summary>
    public ImmutableDictionary<string, string> Noted => (parts.Host.Files.ReadText(Path) ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 2)
        .ToImmutableDictionary(words => words[0], words => words[1]);

    /// <summary>Notes what runs of the services that <paramref name="to"/> replaces start-first, unless two of one must not run; what an earlier try has noted stays.</summary>
    /// <param name="staying">Containers that are <paramref name="to"/>'s own.</param>
    public async Task NoteAsync(ReleaseConf to, ReleaseConf from, IReadOnlyCollection<string> staying, CancellationToken ct)
    {
        if (parts.Host.Files.Entry(Path) is not null)
        {
            return;
        }

        List<string> lines = [];
        foreach (var service in to.StartFirst.Select(one => one.Key).Except(from.Singles))
        {
            var there = await Successors.ContainersAsync(parts.Host.Docker, to.Project, service, ct).ConfigureAwait(false);
            if (there is [{ State.Status: "running" } only] && !staying.Contains(only.State.Id))
            {
                lines.Add($"{service} {only.State.Id}\n");
            }
        }

        if (lines.Count > 0)
        {
            parts.Host.Files.Put(Path, string.Concat(lines), DurableFiles.Private);
        }
    }
}
