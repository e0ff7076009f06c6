using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    public Task<CommandOutput> ComposeAsync(ComposeCommand command, CancellationToken ct)
    {
        // Through `docker`, the plugin is started three times to run once.
        var (docker, plugin) = ComposePlugin.Paths(new HostFiles());
        ImmutableArray<string> words = plugin.Length > 0 ? [plugin] : [docker.Length > 0 ? docker : "docker", "compose"];
        HostCommand run = new(words[0], [.. words.Skip(1), .. command.Arguments], command.Bound)
        {
            // What stands here, Compose puts into ${…}: so little of it, and no HOME, which the unit does not have either.
            Environment = CleanEnvironment.With(
                new("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"), new("COMPOSE_PATH_SEPARATOR", ":"), new("DOCKER_CLI_HINTS", "false"), new("DOCKER_CONTEXT", "default")),
            Input = command.Input,
        };
        return run.RunAsync(ct);
    }
}
