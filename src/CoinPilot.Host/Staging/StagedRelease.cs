using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>A release that is being staged, in a folder of its own beside the others until all of it is good.</summary>
internal sealed class StagedRelease(TransactionParts parts, string id)
{
    public string Id => id;

    /// <summary>Everything of this stage, and nothing else.</summary>
    public string Work => $"{parts.Places.Releases}/.new.{id}";

    /// <summary>What will be the release's folder.</summary>
    public string Folder => $"{Work}/release";

    public string ConfFile => $"{Folder}/{ReleaseFile.Conf}";

    /// <summary>What a text of the release says, with the paths that its files have until it is in place.</summary>
    public string Here(string text) => text.Replace($"{parts.Places.Release(id)}/", $"{Folder}/", StringComparison.Ordinal);
}
