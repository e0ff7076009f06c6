using CoinPilot.Hosts;
using CoinPilot.Ssh;

namespace CoinPilot.Host;

/// <summary>The host program's verbs over one SSH connection.</summary>
public sealed class HostConnection(IHostSession session, HostIdentity identity) : IAsyncDisposable
{
    /// <summary>user@host:port, for messages.</summary>
    public string Description => session.Description;

    /// <summary>
    /// Runs a verb to its end; <paramref name="onFact"/> sees each line as it comes. Throws
    /// <see cref="DeploymentException"/> when the program could not be started at all.
    /// </summary>
    public async Task<VerbResult> RunAsync(
        string verb,
        IEnumerable<string> arguments,
        Stream? payload,
        Action<string, string>? onFact,
        TimeSpan timeout,
        CancellationToken ct)
    {
        var started = false;
        var shell = HostProgram.Bootstrap(verb, [.. identity.Arguments, .. arguments], identity.IsRoot);
        var input = CommandInput.Of(HostProgram.Program);
        input = payload is null ? input : input.Then(payload);
        var result = await session.RunAsync(shell, input, Forward, timeout, ct).ConfigureAwait(false);
        if (!started && !result.Succeeded)
        {
            throw new DeploymentException(NotStarted(result), ExitStatus.BadInput);
        }

        return new(verb, result.ExitCode ?? ExitStatus.Failure, HostFacts.Parse(result.Output), result.Error);

        void Forward(string line)
        {
            var parts = line.Split('\t', 2);
            if (parts.Length == 2)
            {
                started = true;
                onFact?.Invoke(parts[0], parts[1]);
            }
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private string NotStarted(CommandResult result) =>
        $"{session.Description}: the host program could not be run as root: {FirstLine(result.Error)}\n"
        + (identity.IsRoot
            ? "→ log in and check that sh, mktemp and head are there and /tmp is writable."
            : $"→ {identity.User} needs sudo without a password: on the host, as root: "
                + $"echo '{identity.User} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{identity.User} && chmod 440 /etc/sudoers.d/{identity.User}");

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim() is { Length: > 0 } line ? line : "no output";
}
