using System.Globalization;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Runs;

namespace CoinPilot.Transport;

/// <summary>Why a login can't run the agent: found by asking it, not by reading what the failure said (D082).</summary>
internal static class LoginProbe
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // The sum is worked out by a shell: what only repeats the command does not say it. Where sudo works with a terminal
    // and not without one, the terminal is all that it lacks.
    private const string Script =
        """
        echo "coinpilot-shell $((6 * 7))"
        if ! command -v sudo >/dev/null 2>&1; then echo 'coinpilot-sudo none'
        elif LC_ALL=C sudo -n true </dev/null >/dev/null 2>&1; then echo 'coinpilot-sudo works'
        elif command -v script >/dev/null 2>&1 && LC_ALL=C script -qec 'sudo -n true' /dev/null </dev/null >/dev/null 2>&1; then echo 'coinpilot-sudo terminal'
        else echo 'coinpilot-sudo refused'
        fi
        """;

    /// <summary>The failure as the operator needs it: what the login does instead, and what mends that.</summary>
    public static async Task<AgentNotRunException> ExplainAsync(IHostSession session, HostIdentity identity, CommandResult failed)
    {
        CommandResult answer;
        try
        {
            answer = await AskAsync(session).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DeploymentException or TimeoutException)
        {
            return Failure(session, FirstLine(failed), $"its login could not be looked at either ({e.Message}): log in by hand, as {identity.User}");
        }

        var lines = answer.Output.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        return !lines.Contains("coinpilot-shell 42") ? NoShell(session, identity, answer)
            : identity.IsRoot || lines.Contains("coinpilot-sudo works")
                ? Failure(session, FirstLine(failed), "log in and check that sh, mktemp, head and gzip are there, and that /run or /tmp has room: df -h /run /tmp")
            : lines.Contains("coinpilot-sudo none")
                ? Failure(session, FirstLine(failed), $"sudo is not installed there: install it and let {identity.User} use it without a password ({Permit(identity.User)}), or log in as root")
            : lines.Contains("coinpilot-sudo terminal")
                ? Failure(session, FirstLine(failed), $"sudo there wants a terminal (requiretty), which no deployment has: on the host, as root: "
                    + $"{Append($"Defaults:{InSudoers(identity.User)} !requiretty", identity.User)}")
            : Failure(session, FirstLine(failed), $"{identity.User} needs sudo without a password: on the host, as root: {Permit(identity.User)}");
    }

    // A command that ended before it had read its input may have taken the connection with it: OpenSSH ends one over a byte for a
    // channel that is closed.
    private static async Task<CommandResult> AskAsync(IHostSession session)
    {
        try
        {
            return await RunAsync(session).ConfigureAwait(false);
        }
        catch (ContactLostException)
        {
            await using var another = await session.AnotherAsync(CancellationToken.None).ConfigureAwait(false);
            return await RunAsync(another).ConfigureAwait(false);
        }
    }

    private static Task<CommandResult> RunAsync(IHostSession session) =>
        session.RunAsync(RemoteCommand.Of("sh", ["-c", Script]).ToShell(), CommandInput.None, null, Bound, CancellationToken.None);

    private static AgentNotRunException NoShell(IHostSession session, HostIdentity identity, CommandResult answer)
    {
        var code = answer.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none";
        var said = FirstLine(answer);
        var (what, next) =
            said.Contains("sftp", StringComparison.OrdinalIgnoreCase) ? ("it may only transfer files (sftp)", "take ForceCommand internal-sftp off it in sshd_config (look at its Match blocks)")
            : said.Contains("not available", StringComparison.OrdinalIgnoreCase) ? ("its login shell lets nobody in", $"give it a shell: chsh -s /bin/sh {ShellWord.Quote(identity.User)}")
            : said == Silence ? ("it ends without a word, as with /bin/false for a login shell", $"give it a shell: chsh -s /bin/sh {ShellWord.Quote(identity.User)}; or take a ForceCommand or command= off it")
            : ("something else answers", "take ForceCommand in sshd_config, or command= in its authorized_keys, off it");
        return new(
            $"{session.Description}: the login of {identity.User} runs no commands: {what}.\n  it said: {said} (exit code {code})\n"
            + $"→ on the host, as root: {next}; or log in as another user: --ssh-user");
    }

    private static AgentNotRunException Failure(IHostSession session, string said, string next) =>
        new($"{session.Description}: the agent could not be run as root: {said}\n→ {next}");

    private static string Permit(string user) => Append($"{InSudoers(user)} ALL=(ALL) NOPASSWD: ALL", user);

    private static string Append(string line, string user)
    {
        var file = $"/etc/sudoers.d/{FileName(user)}";
        return $"echo {ShellWord.Quote(line)} >>{file} && chmod 440 {file}";
    }

    // sudo passes over a file with a dot in its name, or a tilde at its end.
    private static string FileName(string user) =>
        string.Concat(user.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));

    // Its grammar's own signs are escaped; the name of a domain's user has one.
    private static string InSudoers(string user)
    {
        StringBuilder text = new();
        foreach (var c in user)
        {
            _ = @"\,:=! ()@#%""".Contains(c, StringComparison.Ordinal) ? text.Append('\\').Append(c) : text.Append(c);
        }

        return text.ToString();
    }

    private const string Silence = "nothing";

    private static string FirstLine(CommandResult result) =>
        result.Error.Split('\n').Concat(result.Output.Split('\n')).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? Silence;
}
