using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>What a confirmation remembers of the release.</summary>
public sealed class ConfirmTests
{
    private readonly PendingHost pending = new();

    [Fact]
    public async Task The_services_that_run_are_those_that_are_to_run()
    {
        pending.Host.Run("1", "web", "sha256:new", "lab/web:1");
        pending.Host.Run("2", "api", "sha256:new", "lab/web:1");
        pending.Host.Run("3", "migrate", "sha256:new", "lab/web:1", "exited");
        pending.Host.Run("4", "errand", "sha256:new", "lab/web:1", labels: (ComposeLabels.OneOff, "True"));

        await ConfirmAsync();

        Assert.Equal(["api", "web"], Shown()!.Value);
    }

    [Fact]
    public async Task An_engine_that_is_silent_now_keeps_nothing_from_being_confirmed()
    {
        pending.Host.Docker.IsSilent = question => question == "containers";

        await ConfirmAsync();

        Assert.False(pending.IsPending);
        Assert.Null(Shown());
        Assert.Contains(pending.Host.Warned, warning => warning.Contains("which services run is not noted", StringComparison.Ordinal));
    }

    private System.Collections.Immutable.ImmutableArray<string>? Shown() =>
        new ReleaseShelf(pending.Host.Files, pending.Host.Places).All.Single(release => release.Id == "NEW").Ran;

    private Task<NoAnswer> ConfirmAsync() => pending.Host.Clock.RunAsync(new ConfirmVerb(pending.Host.Transaction).RunAsync(new("NEW")));
}
