using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The services of the release that a pending switch replaces, or of the stack that was there before the first one.</summary>
internal static class OldServices
{
    public static ImmutableArray<string> Of(TransactionParts parts, PendingFile pending)
    {
        var there = (parts.Host.Files.ReadText($"{parts.Places.Old}/containers") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]);
        return [.. pending.OldImages.Select(image => image.Key).Concat(there).Distinct()];
    }
}
