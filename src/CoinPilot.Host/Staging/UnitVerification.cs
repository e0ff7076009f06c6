using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Staging;

/// <summary>What systemd says of a release's unit: as it is, with the hold, and with the transaction on top; and of the guard that a switch installs.</summary>
internal sealed class UnitVerification(TransactionParts parts, StagedRelease release)
{
    private const int Most = 3;

    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;

    private readonly IHostFiles files = parts.Host.Files;

    /// <summary>Throws <see cref="VerbFailedException"/> (2) on a unit that it does not like.</summary>
    public async Task DemandAsync(CancellationToken ct)
    {
        // Three units, read once, by names that end alike.
        var (unit, folder) = (parts.Places.Unit, $"{release.Work}/verify");
        var (held, switched) = ($"hold-{unit}", $"transaction-{unit}");
        foreach (var name in (string[])[unit, held, switched])
        {
            Copy(ReleaseFile.Unit, $"{folder}/{name}");
        }

        Copy(ReleaseFile.Hold, $"{folder}/{held}.d/{ReleaseFile.Hold}");
        Copy(ReleaseFile.Hold, $"{folder}/{switched}.d/{ReleaseFile.Hold}");
        Copy(ReleaseFile.Transaction, $"{folder}/{switched}.d/{ReleaseFile.Transaction}");
        files.Write($"{folder}/{parts.Places.GuardUnit}", System.Text.Encoding.UTF8.GetBytes(Guard.TextOf(parts)), DurableFiles.Private);
        var said = await parts.Host.Systemd.VerifyAsync(
            [.. new[] { unit, held, switched, parts.Places.GuardUnit }.Select(name => $"{folder}/{name}")], ct).ConfigureAwait(false);
        ImmutableArray<string> problems =
        [
            .. VerifyOutput.About(said, unit, $"{parts.Places.App}-guard")
                .Select(line => line.Replace($"{folder}/", "", StringComparison.Ordinal).Replace(held, unit, StringComparison.Ordinal).Replace(switched, unit, StringComparison.Ordinal))
                .Distinct().Order(StringComparer.Ordinal).Take(Most),
        ];
        if (!problems.IsEmpty)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"systemd refuses the unit: {string.Join(' ', problems)}", "correct the unit: systemd-analyze verify");
        }
    }

    private void Copy(string name, string target)
    {
        files.MakeFolder(Path.GetDirectoryName(target)!, FolderMode);
        files.Write(target, files.Read($"{release.Folder}/{name}")!, DurableFiles.Private);
    }
}
