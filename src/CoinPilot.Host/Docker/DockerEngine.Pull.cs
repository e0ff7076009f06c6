using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    // By the docker command: it alone asks root's credential helpers (docker login).
    public Task<CommandOutput> PullAsync(string reference, TimeSpan bound, CancellationToken ct) =>
        new HostCommand(ComposePlugin.Paths(new HostFiles()).Docker is { Length: > 0 } docker ? docker : "docker", ["pull", "-q", "--", reference], bound)
        {
            Environment = CleanEnvironment.With(new("DOCKER_CLI_HINTS", "false"), new("DOCKER_CONTEXT", "default")),
        }.RunAsync(ct);
}
