using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CoinPilot.Protocol;
using CoinPilot.Runs;

namespace CoinPilot.Host.Shell;

/// <summary>The host's half as the shell program: the contract's records, said and read in its words.</summary>
public sealed class ShellAgent(HostConnection connection) : IHostAgent
{
    public string Description => connection.Description;

    public Task PrepareAsync(bool isForPreview, TimeSpan timeout, CancellationToken ct) => connection.PrepareAsync(isForPreview, timeout, ct);

    public async Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        ShellEvents events = new(options.OnEvent);
        var result = await RunAsync(request, options, events.Take, ct).ConfigureAwait(false);
        return new(
            ShellAnswers.Read(request, result),
            result.ExitCode == 0 ? null : new(result.ExitCode, [.. result.Facts.All("error")], [.. result.Facts.All("fix")], result.Noise));
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<VerbResult> RunAsync(AgentRequest request, AskOptions options, Action<string, string> onFact, CancellationToken ct)
    {
        if (options.IsBeside)
        {
            return await connection.RunBesideAsync(request.Verb, request.Words, onFact, options.Limit, ct).ConfigureAwait(false);
        }

        using MemoryStream? questions = request is CheckoutRequest checkout ? new(Encoding.UTF8.GetBytes(CheckoutText.Of(checkout))) : null;
        var payload = questions is null ? options.Payload : new(questions);
        ImmutableArray<string> size = payload is null ? [] :
        [
            string.Create(CultureInfo.InvariantCulture, $"bytes={payload.Length}"),
            .. payload.Digest is { } digest ? (string[])[$"sha256={digest}"] : [],
        ];
        return await connection.RunAsync(request.Verb, [.. request.Words, .. size], payload?.Content, onFact, options.Limit, ct, options.IsOnlyAfterSuccess).ConfigureAwait(false);
    }
}
