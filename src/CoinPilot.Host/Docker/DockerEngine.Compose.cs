using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    // What stands here, Compose puts into ${…}: so little of it, and no HOME, which the unit does not have either.
    private static ImmutableDictionary<string, string?> Surroundings => CleanEnvironment.With(
        new("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"), new("COMPOSE_PATH_SEPARATOR", ":"), new("DOCKER_CLI_HINTS", "false"), new("DOCKER_CONTEXT", "default"));

    public Task<CommandOutput> ComposeAsync(ComposeCommand command, CancellationToken ct)
    {
        // Through `docker`, the plugin is started three times to run once.
        var (docker, plugin) = ComposePlugin.Paths(new HostFiles());
        ImmutableArray<string> words = plugin.Length > 0 ? [plugin] : [docker.Length > 0 ? docker : "docker", "compose"];
        return new HostCommand(words[0], [.. words.Skip(1), .. command.Arguments], command.Bound) { Environment = Surroundings, Input = command.Input }.RunAsync(ct);
    }

    public Task<CommandOutput> PullAsync(string reference, TimeSpan bound, CancellationToken ct)
    {
        var (docker, _) = ComposePlugin.Paths(new HostFiles());
        return new HostCommand(docker.Length > 0 ? docker : "docker", ["pull", "--", reference], bound) { Environment = Surroundings }.RunAsync(ct);
    }
}
