using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    public async IAsyncEnumerable<string> LogsAsync(
        string id, DateTimeOffset? since, int? tail, bool follow, bool withTimes, [EnumeratorCancellation] CancellationToken ct)
    {
        var isTerminal = (await GetAsync($"containers/{Uri.EscapeDataString(id)}/json", EngineContext.Default.Inspected, ct).ConfigureAwait(false))?.Config.Tty ?? false;
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"containers/{Uri.EscapeDataString(id)}/logs?stdout=true&stderr=true&timestamps={Word(withTimes)}&follow={Word(follow)}&since={since?.ToUnixTimeSeconds() ?? 0}&tail={tail?.ToString(CultureInfo.InvariantCulture) ?? "all"}");
        await using var call = await CallAsync("GET", path, ct).ConfigureAwait(false);
        if (call.Status != 200)
        {
            yield break;
        }

        await using var lines = LogStream.LinesAsync(call.Body, isTerminal, ct).GetAsyncEnumerator(ct);
        while (await HasNextAsync(lines).ConfigureAwait(false))
        {
            yield return lines.Current;
        }

        static string Word(bool value) => value ? "true" : "false";
    }

    private static async Task<EngineCall> CallAsync(string method, string path, CancellationToken ct)
    {
        try
        {
            return await EngineCall.SendAsync(method, path, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new DockerSilentException($"The Docker Engine does not answer: {error.Message}", error);
        }
    }

    private static async ValueTask<bool> HasNextAsync(IAsyncEnumerator<string> lines)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new DockerSilentException($"The Docker Engine does not go on: {error.Message}", error);
        }
    }
}
