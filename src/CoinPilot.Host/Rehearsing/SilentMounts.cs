using CoinPilot.Agent.Docker;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Mounts of which <c>config</c> does not say whether Docker makes a folder where nothing is.</summary>
/// <remarks>Some Compose leaves out a false, some a true. One that writes the true of a short mount leaves out the false.</remarks>
internal sealed class SilentMounts(IDocker docker)
{
    private const string Short = """services: { a: { image: x, volumes: ["/a:/b"] } }""";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public async Task<bool> AreMadeAsync(CancellationToken ct)
    {
        var said = await docker.ComposeAsync(new(["-p", "probe", "-f", "-", "config", "--format", "json"], Bound, Short), ct).ConfigureAwait(false);
        return !said.Output.Contains("\"create_host_path\": true", StringComparison.Ordinal);
    }
}
