using CliWrap;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Refusals;

/// <summary>Hosts that are not the pinned one, and logins that are not let in.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LoginRefusalTests(RefusalHost refused) : IClassFixture<RefusalHost>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("coinpilot-login-");

    [Fact]
    public async Task A_wrong_host_key_exits_40_before_any_authentication()
    {
        await refused.ReadyAsync();
        await refused.Probe.OutputOfAsync("journalctl -q -n 1 --cursor-file=/run/seen");

        var outcome = await refused.RefusedAsync("--ssh-host-key", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        outcome.Ended(40, "it is not the pinned one", refused.Host.Lab.HostKey, "an attack", "--ssh-host-key");
        var log = await refused.Probe.OutputOfAsync("journalctl --sync; journalctl -q --cursor-file=/run/seen _COMM=sshd + _COMM=sshd-session -o cat | cat");
        Assert.Contains("[preauth]", log, StringComparison.Ordinal);
        Assert.All((string[])["authenticating user deploy", "Accepted publickey for deploy", "Failed publickey for deploy"], attempt =>
            Assert.DoesNotContain(attempt, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_nobody_pinned_exits_40_with_its_fingerprint_and_the_line_to_pin_it()
    {
        await refused.ReadyAsync();
        var empty = Path.Combine(_folder.FullName, "known_hosts");
        await File.WriteAllTextAsync(empty, "", TestContext.Current.CancellationToken);

        var outcome = await refused.RefusedAsync("--ssh-host-key", empty);

        outcome.Ended(40, "it is not pinned", $"--ssh-host-key {refused.Host.Lab.HostKey}", $"the line '{refused.Host.Lab.Address} ssh-ed25519 AAAA", empty);
        await File.WriteAllTextAsync(empty, Line(outcome.Output), TestContext.Current.CancellationToken);
        (await refused.Operator.RunAsync("Status", "--ssh-host-key", empty)).Said("host key as pinned");
    }

    [Fact]
    public async Task A_key_that_the_host_does_not_let_in_exits_41()
    {
        await refused.ReadyAsync();
        var key = Path.Combine(_folder.FullName, "id");
        await Cli.Wrap("ssh-keygen").WithArguments(["-q", "-t", "ed25519", "-N", "", "-f", key]).ExecuteAsync(TestContext.Current.CancellationToken);

        (await refused.RefusedAsync("--ssh-key", key)).Ended(41, "refused the login", $"user {refused.Host.Lab.User}, key {key}", "ssh-copy-id");
    }

    [Fact]
    public async Task A_user_without_sudo_is_told_how_to_get_it()
    {
        await refused.ReadyAsync();

        (await refused.RefusedAsync("--ssh-user", "plain")).Ended(2, "plain@", "plain needs sudo without a password", "/etc/sudoers.d/plain");
    }

    [Fact]
    public async Task Other_logins_that_lack_something_are_told_what_and_so_is_a_key_that_others_can_read()
    {
        await refused.ReadyAsync();
        var key = Path.Combine(_folder.FullName, "open");
        File.Copy(refused.Host.Lab.KeyFile, key);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_100_100);
        await refused.Probe.OutputOfAsync("install -m 440 /dev/stdin /etc/sudoers.d/plain <<'END'\nplain ALL=(ALL) NOPASSWD: ALL\nDefaults:plain requiretty\nEND");
        try
        {
            (await refused.RefusedAsync("--ssh-user", "plain", "--ssh-key", key))
                .Ended(2, "wants a terminal (requiretty)", "Defaults:plain !requiretty", $"chmod 600 {key}").DidNotSay("without a password");
            await refused.Probe.OutputOfAsync("usermod -s /bin/false plain");
            (await refused.RefusedAsync("--ssh-user", "plain")).Ended(2, "the login of plain runs no commands", "ends without a word", "chsh -s /bin/sh plain").DidNotSay("sudo");
        }
        finally
        {
            await refused.Probe.OutputOfAsync("rm -f /etc/sudoers.d/plain; usermod -s /bin/bash plain");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // What the message says between the quotes is what goes into the file.
    private static string Line(string output) => output.Split("the line '")[1].Split('\'')[0] + "\n";
}
