using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Watching;
using CoinPilot.Health;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Transaction;

/// <summary>What a revert ended with, and who goes on where it did not end well.</summary>
internal sealed class RevertReport(TransactionParts parts)
{
    public async Task<(RevertAnswer Answer, VerbFailure? Failure)> OfAsync(string to, int code, ImmutableArray<ServiceDown> down)
    {
        RevertAnswer answer = new(to, "", null) { Down = down };
        if (code == 0)
        {
            return (answer, null);
        }

        var (who, unit) = new Recovery(parts.Host, parts.Places).IsUnderWay ? ($"{parts.Places.App}-recover.service tries it again every half minute", $"{parts.Places.App}-recover")
            : await IsRetriedAsync().ConfigureAwait(false) ? ("systemd tries it again by itself", parts.Places.Unit)
            : ("nothing tries it again by itself", parts.Places.Unit);
        return (answer, new(
            FailureKind.RollbackFailed,
            [string.Create(CultureInfo.InvariantCulture, $"{to} is back, but not whole: its start, or giving names back to its images, ended with exit code {code}; {who}")],
            [$"systemctl status {unit}; journalctl -u {parts.Places.Unit}; docker ps -a"],
            ""));
    }

    private async Task<bool> IsRetriedAsync() =>
        (await parts.Host.Systemd.ShowAsync([parts.Places.Unit], ["SubState"], default).ConfigureAwait(false))[0]["SubState"] == "auto-restart";
}
