using System.Globalization;
using System.Text.RegularExpressions;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Boots;

/// <summary>
/// Every fault that a boot can meet, under every policy, after a reboot in order and after a power cut: each service serves
/// what was confirmed, or a person is told by name what to decide. Nothing is down without a word.
/// </summary>
internal sealed class BootMatrix(MatrixHost on)
{
    // The promise, and what a host may take that has two cores and shares them with other tests.
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Gate = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(80);

    /// <summary>All cells of these faults; those that are not among the sample are for the long pace.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> Cells(string[] faults, (string Fault, string Policy, string Way)[] sample) =>
        from policy in (string[])["guarded", "pinned", "held"]
        from fault in faults
        from way in (string[])["reboot", "power cut"]
        let row = new TheoryDataRow<string, string, string>(fault, policy, way).WithTrait("cell", $"{fault}, {policy}, {way}")
        select sample.Contains((fault, policy, way)) ? row : row.WithTrait("pace", "long");

    public async Task TryAsync(string fault, string policy, string way)
    {
        try
        {
            await CellAsync(MatrixFault.Of(fault, on), fault, policy, way);
        }
        catch (Exception)
        {
            if (on.HasHost)
            {
                Say(await on.Probe.StateAsync());
            }

            await on.GiveUpAsync();
            throw;
        }
    }

    private async Task CellAsync(MatrixFault laid, string fault, string policy, string way)
    {
        // What ends with 0 and is to be started again only where it fails looks most like a task that is done.
        await on.DeployAsync(policy, fault == "mount gone" ? $"{MatrixHost.Disk}/files" : MatrixHost.Folder, fault == "exits 0" ? "on-failure" : "unless-stopped");
        await on.LayAsync(laid, policy);

        await on.BootAsync(way);

        var most = Bar + Gate + Busy;
        var able = MatrixHost.Pages.Where(page => page.Key != laid.Asks).ToDictionary();
        var seen = await BootWatch.UntilServedAsync(on.Probe, able, most);
        Say(string.Create(CultureInfo.InvariantCulture, $"CELL {fault} × {policy} × {way}: {string.Join(", ", able.Keys)} down for {seen.DownFor?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) ?? "ever"} s after the boot"));
        var status = await on.Operator.RunAsync("Status");
        Assert.True(seen.DownFor is not null, $"down after {most.TotalSeconds:0} s, and Status ended with {status.ExitCode}:\n{seen.Timeline}\n{status.Output}");
        if (laid.Asks is null)
        {
            Assert.True(status.ExitCode is 0 or ExitStatus.Degraded, status.Output);
            return;
        }

        var command = ToldIn(status.Ended(ExitStatus.Degraded, laid.Asks, laid.Names));
        Assert.Contains(laid.Names, await on.Probe.OutputOfAsync($"journalctl -b -u {on.Unit} --no-pager"), StringComparison.Ordinal);
        Say(await on.Probe.OutputOfAsync(laid.BringBack ?? command));
        var after = await BootWatch.UntilServedAsync(on.Probe, MatrixHost.Pages, TimeSpan.FromHours(1));
        Say($"CELL {fault} × {policy} × {way}: {laid.Asks} serves after: {laid.BringBack ?? command}");
        Assert.True(after.DownFor is not null, after.Timeline);
    }

    // As it is said, to be typed on the host.
    private static string ToldIn(RunOutcome status)
    {
        var told = Regex.Match(status.Output, @"(?:sudo )?coinpilot restore .*--accept-new-volume \S+");
        Assert.True(told.Success, $"no command is said:\n{status.Output}");
        return told.Value;
    }

    private static void Say(string text)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
