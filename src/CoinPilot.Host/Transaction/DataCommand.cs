using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Watching;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// A line of the unit, before anything is started: a service whose confirmed data is not there is not started on none. What
/// else ran is, and the unit tries again until the data is there, or somebody agrees (D095).
/// </summary>
internal sealed class DataCommand(TransactionParts parts)
{
    private readonly HostParts host = parts.Host;

    /// <summary><see cref="DataLine.HeldBack"/> where a start must not go on; any other code lets it.</summary>
    public static async Task<int> RunAsync(HostParts host, string app)
    {
        try
        {
            return await new DataCommand(new(host, StartContext.Of(app))).RunAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or VerbFailedException or UnknownFormatException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }
    }

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var release = parts.Installed.Current;
        if (parts.Pending is not null || parts.Shelf.ConfOf(release) is not { } conf)
        {
            return ExitStatus.Success;
        }

        ImmutableArray<LackingData> lacking = [.. (await new DataRecord(parts, release).LackingAsync(ct).ConfigureAwait(false)).Where(one => one.IsHeldBack)];
        if (lacking.IsEmpty)
        {
            host.Files.Remove(parts.Places.HeldBack);
            return ExitStatus.Success;
        }

        await SayOnceAsync(lacking).ConfigureAwait(false);
        await StartOthersAsync(conf.Project, release, [.. lacking.Select(one => one.Service)], ct).ConfigureAwait(false);
        return DataLine.HeldBack;
    }

    /// <summary>The services that were held back when it was said last.</summary>
    public static ImmutableHashSet<string> LastHeldBack(TransactionParts parts) =>
        [.. (parts.Host.Files.ReadText(parts.Places.HeldBack) ?? "").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // It is tried again and again, every time with the same to say.
    private async Task SayOnceAsync(ImmutableArray<LackingData> lacking)
    {
        var text = $"{string.Join(' ', lacking.Select(one => one.Service).Distinct())}\n{string.Concat(lacking.Select(one => $"{one}\n"))}";
        if (host.Files.ReadText(parts.Places.HeldBack) != text)
        {
            host.Files.Write(parts.Places.HeldBack, Encoding.UTF8.GetBytes(text), DurableFiles.Private);
            await parts.Context.WarnAsync(HeldBackText.Of(lacking)).ConfigureAwait(false);
            await parts.Context.SayAsync($"→ {HeldBackText.Fix(lacking, parts.Places.App.Text)}").ConfigureAwait(false);
        }
    }

    // Docker itself may have begun one at a boot: what it writes goes nowhere that lasts.
    private async Task StartOthersAsync(string project, string release, ImmutableHashSet<string> held, CancellationToken ct)
    {
        var all = await new StackContainers(host.Docker, project).AllAsync(ct).ConfigureAwait(false);
        foreach (var one in all.Where(one => held.Contains(one.State.Service) && one.State.Status is "running" or "restarting" or "paused" && !one.State.IsOneOff))
        {
            await parts.Context.WarnAsync($"{one.State.Name} runs without its data: it is stopped").ConfigureAwait(false);
            await host.Docker.StopAsync(one.State.Id, one.State.StopTimeout, ct).ConfigureAwait(false);
        }

        var ran = parts.Shelf.All.FirstOrDefault(one => one.Id == release);
        foreach (var one in StartOrder.Of(all).Where(one => !held.Contains(one.State.Service) && !one.State.IsOneOff && one.State.Status is "exited" or "created" && ran?.HasRun(one.State.Service) == true))
        {
            if (await host.Docker.StartAsync(one.State.Id, ct).ConfigureAwait(false) is { } why)
            {
                await parts.Context.WarnAsync($"{one.State.Name} could not be started: {new StackMask(host.Files, parts.Places).OfCurrent().Apply(why)}").ConfigureAwait(false);
            }
        }
    }
}
