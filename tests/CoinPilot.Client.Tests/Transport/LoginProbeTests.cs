using System.Collections.Immutable;
using CoinPilot.Protocol;
using CoinPilot.Hosts;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>Logins that can't run the agent: each is told what it lacks, over a real sshd.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LoginProbeTests
{
    private const string NeedsPassword = "needs sudo without a password";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ForceCommand internal-sftp", "it may only transfer files (sftp)", "ForceCommand internal-sftp")]
    [InlineData("ForceCommand /bin/false", "it ends without a word", "chsh -s /bin/sh deploy")]
    [InlineData("ForceCommand echo This account is currently not available.; exit 1", "its login shell lets nobody in", "chsh -s /bin/sh deploy")]
    [InlineData("ForceCommand echo Backups only; exit 3", "something else answers", "command= in its authorized_keys")]
    [InlineData("ForceCommand echo $SSH_ORIGINAL_COMMAND", "something else answers", "ForceCommand")]
    public async Task A_login_without_a_shell_is_not_told_to_get_sudo(string settings, string what, string next)
    {
        await using var server = await SshServer.StartAsync(settings);

        var error = await FailAsync(server);

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(next, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sudo", error.Message, StringComparison.Ordinal);
    }

    // The first command is that of the channel that is opened ahead, and waits until it was taken; the second one is the question why it ended.
    [Fact]
    public async Task A_connection_that_the_login_took_with_it_leaves_no_login_unexplained()
    {
        await using var server = await SshServer.StartAsync(
            "ForceCommand cd; { mkdir a && sleep 1 || { mkdir b && kill -9 $PPID; }; } 2>/dev/null; echo Backups only; exit 3");

        Assert.Contains("something else answers", (await FailAsync(server)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(: </dev/tty) 2>/dev/null || { echo 'sudo: il faut un terminal' >&2; exit 1; }; shift; exec \"$@\"", "wants a terminal (requiretty)", "Defaults:deploy !requiretty")]
    [InlineData("echo 'sudo: il est nécessaire de saisir un mot de passe' >&2; exit 1", NeedsPassword, "'deploy ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers.d/deploy ")]
    [InlineData("exit 1", NeedsPassword, "/etc/sudoers.d/deploy ")]
    [InlineData("[ \"$2\" != sh ] || { echo no room >&2; exit 1; }", "no room", "df -h /run /tmp")]
    public async Task What_sudo_lacks_is_found_whatever_its_language(string sudo, string what, string next)
    {
        await using var server = await SshServer.StartAsync();
        Sudo(server, sudo);

        var error = await FailAsync(server);

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(next, error.Message, StringComparison.Ordinal);
        Assert.Equal(what == NeedsPassword, error.Message.Contains(NeedsPassword, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_sudo_it_is_said_that_there_is_none()
    {
        await using var server = await SshServer.StartAsync();
        Assert.SkipWhen(File.Exists("/usr/bin/sudo"), "this machine has sudo");

        Assert.Contains("sudo is not installed there", (await FailAsync(server)).Message, StringComparison.Ordinal);
    }

    // sudo passes over a file with a dot in its name.
    [Theory]
    [InlineData("john.doe", "'john.doe ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers.d/john_doe ")]
    [InlineData("CORP\\jo", "'CORP\\\\jo ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers.d/CORP_jo ")]
    public async Task The_file_that_is_advised_is_one_that_sudo_reads(string user, string line)
    {
        await using var server = await SshServer.StartAsync();
        Sudo(server, "exit 1");

        Assert.Contains(line, (await FailAsync(server, user)).Message, StringComparison.Ordinal);
    }

    // The shell of the login reads it; the server's folder is its home.
    private static void Sudo(SshServer server, string text)
    {
        var bin = Directory.CreateDirectory(Path.Combine(server.Folder, "bin")).FullName;
        File.WriteAllText(Path.Combine(bin, "sudo"), $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(Path.Combine(bin, "sudo"), (UnixFileMode)0b111_101_101);
        server.Write(".bashrc", $"PATH={bin}:$PATH\n");
    }

    private static async Task<DeploymentException> FailAsync(SshServer server, string user = "deploy")
    {
        var session = await new SshConnector().ConnectAsync(server.Target, Ct);
        await using AgentConnection host = new(session, new(Releases.AppName.Parse("app"), "app.service", user, "test", "test"), new NoAgents());
        return await Assert.ThrowsAsync<AgentNotRunException>(() => host.AskAsync(new ExplainRequest([], 1), new(TimeSpan.FromSeconds(60)), Ct));
    }

    private sealed class NoAgents : IAgentSource
    {
        public ImmutableArray<string> DigestsOf(string architecture) => [];

        public Task<AgentFile?> GetAsync(HostMachine machine, CancellationToken ct) => throw new InvalidOperationException("No login of these tests gets so far.");
    }
}
