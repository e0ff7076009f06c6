using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Boot;

/// <summary>An image that a boot brought, and that keeps the stack from coming up.</summary>
/// <param name="Proven">The image that the service had before; null where that is gone.</param>
internal sealed record BlamedImage(string Service, string Image, string? Proven, bool IsForeign);

/// <summary>Whether the refresh of a boot is to blame for a stack that does not come up; pure.</summary>
/// <param name="machine">Its architecture, as images name it.</param>
internal sealed class Blame(HealthGate gate, RefreshedStack stack, ImmutableDictionary<string, string> proven, string machine)
{
    /// <summary>Images for another architecture, of what decides: they need not be tried.</summary>
    public ImmutableArray<BlamedImage> Foreign() =>
        [.. stack.WithNeeds(gate.Services.Where(service => service.IsRequired).Select(service => service.Service)).SelectMany(NewImages).Where(image => image.IsForeign)];

    /// <summary>New images of required services that are down, and of what keeps these down.</summary>
    public ImmutableArray<BlamedImage> Of(GateVerdict.Fail verdict, DateTimeOffset now)
    {
        var failed = verdict.Services.Where(service => service.IsRequired && service.Standing == ServiceStanding.Down).Select(service => service.Service).ToHashSet();
        var unanswered = verdict.Services.Where(service => service.Standing is ServiceStanding.Down or ServiceStanding.Waiting).Select(service => service.Service);
        var down = Down(now).Concat(failed).Concat(unanswered).ToHashSet();
        return [.. stack.WithNeeds(failed).Where(down.Contains).Where(service => !IsExcused(service, down)).SelectMany(NewImages)];
    }

    // What was never started because it waits for something else has shown nothing of its image.
    private bool IsExcused(string service, HashSet<string> down) => stack.WasNeverStarted(service) && stack.NeedsOf(service).Any(down.Contains);

    // One look says it of all services, whatever their gate: what settles has been restarted just now.
    private IEnumerable<string> Down(DateTimeOffset now)
    {
        var strict = gate with { Services = [.. gate.ByContainers().Services.Select(service => service with { Gate = ServiceBudget.Required })] };
        return strict.Glance(stack.Containers, [], now).Services.Where(service => service.Standing != ServiceStanding.Up).Select(service => service.Service);
    }

    private IEnumerable<BlamedImage> NewImages(string service) => stack.ImagesOf(service).Where(image => image != proven.GetValueOrDefault(service))
        .Select(image => new BlamedImage(service, image, proven.GetValueOrDefault(service), ImageArchitecture.IsForeign(machine, stack.ArchitectureOf(image))));
}
