using CoinPilot.Agent.Docker;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>Of a way back: the old containers that still are there stay, and others come back beside those that they replace (D103).</summary>
internal sealed class SuccessorsBack(TransactionParts parts, PendingFile pending)
{
    // Of a container that has been healthy before.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(60);

    /// <param name="isBoot">Nothing runs: what is there of both is to be one.</param>
    public async Task RunAsync(bool isBoot, CancellationToken ct)
    {
        var noted = Leaving.OfSwitch(parts).Noted;
        foreach (var (service, id) in noted)
        {
            await KeepAsync(service, id, isBoot, ct).ConfigureAwait(false);
        }

        var back = Leaving.OfWayBack(parts);
        if (isBoot)
        {
            await EndHalfwayAsync(back, ct).ConfigureAwait(false);
        }
        else if (parts.Shelf.ConfOf(pending.Old) is { StartFirst.IsEmpty: false } old && parts.Shelf.ConfOf(pending.New) is { } @new)
        {
            await back.NoteAsync(old, @new, [.. noted.Values], ct).ConfigureAwait(false);
            if (await new Successors(parts, old).ReplaceAsync(back, ct).ConfigureAwait(false) is { } why)
            {
                await parts.Context.WarnAsync($"{parts.Shelf.MaskOf(old).Apply(why)}\nit is brought back by the start").ConfigureAwait(false);
            }
        }
    }

    // The switch died, or failed, before the old one was gone.
    private async Task KeepAsync(string service, string id, bool isBoot, CancellationToken ct)
    {
        var there = await Successors.ContainersAsync(parts.Host.Docker, pending.Project, service, ct).ConfigureAwait(false);
        if (there.FirstOrDefault(one => one.State.Id == id) is not { } old || there.Length == 1)
        {
            return;
        }

        if (!isBoot && old.State.Status != "running")
        {
            var why = await parts.Host.Docker.StartAsync(id, ct).ConfigureAwait(false) ?? await Successors.UntilHealthyAsync(parts.Host, id, Again, ct).ConfigureAwait(false);
            await parts.Context.SayAsync($"{service}: the old one was stopped already: {why ?? "it serves again"}").ConfigureAwait(false);
        }

        foreach (var made in there.Where(one => one.State.Id != id))
        {
            await Successors.RetireAsync(parts, made.State, ct).ConfigureAwait(false);
            await parts.Context.SayAsync($"{service}: the new one is removed, the old one stays").ConfigureAwait(false);
        }
    }

    // An earlier way back died with both there; the unit starts the one that stays.
    private async Task EndHalfwayAsync(Leaving back, CancellationToken ct)
    {
        foreach (var (service, id) in back.Noted)
        {
            var there = await Successors.ContainersAsync(parts.Host.Docker, pending.Project, service, ct).ConfigureAwait(false);
            if (there.Length > 1 && there.FirstOrDefault(one => one.State.Id == id) is { } leaving)
            {
                await Successors.RetireAsync(parts, leaving.State, ct).ConfigureAwait(false);
            }
        }
    }
}
