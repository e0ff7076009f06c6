using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Processes;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>Compose, for the project of one release.</summary>
internal sealed class ComposeProjects(IDocker docker, AppPlaces places)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>What a start of it needs, as Compose reads it with this host's values; null where Compose refuses it, with its words.</summary>
    public async Task<(StartNeeds? Needs, string Complaint)> ReadAsync(ReleaseConf conf, CancellationToken ct)
    {
        var said = await RunAsync(conf, [], ["config", "--format", "json"], Bound, ct).ConfigureAwait(false);
        return said.Succeeded ? (StartNeeds.Parse(said.Output), "") : (null, said.Error);
    }

    /// <param name="more">Files behind the release's own.</param>
    public Task<CommandOutput> RunAsync(ReleaseConf conf, ImmutableArray<string> more, ImmutableArray<string> arguments, TimeSpan bound, CancellationToken ct) =>
        docker.ComposeAsync(
            new(
                [
                    "--project-name", conf.Project, "--project-directory", conf.ProjectDirectory is { Length: > 0 } folder ? folder : places.Project, "--env-file", conf.EnvFile,
                    .. conf.ComposeFiles.Concat(more).SelectMany(file => (string[])["-f", file]), .. arguments,
                ],
                bound),
            ct);
}
