using System.Security.Cryptography;
using System.Text;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

/// <summary>Whoever is to be told is told, once; and one that is dead changes and delays nothing.</summary>
public sealed class NotificationTests(LabFixture fixture)
{
    private const string Key = "a-key-for-signatures-0123456789";

    // Enough for a machine that is busy; what it takes is written down.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_event_is_one_message_although_another_receiver_is_dead()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "told", stack => stack.Other.Restart = "\"no\"");
        var probe = deployed.Probe;
        var here = HookReceiver.AddressFor(deployed.Host);
        await using HookReceiver hook = new(here);
        await using HookReceiver dead = new(here) { Answer = 0 };
        var file = Path.Combine(deployed.Operator.Root, "notify.json");
        await WriteAsync(file, $$"""{ "format": 1, "receivers": [ {{Json(hook.Url)}}, { "kind": "slack", "url": "{{dead.Url}}" } ] }""");
        await WriteAsync($"{file}.bad", $$"""{ "format": 1, "receivers": [ { "kind": "json", "url": "{{hook.Url}}" } ] }""");

        (await deployed.Operator.RunAsync("DeployUnit", "--notify-file", $"{file}.bad")).Ended(ExitStatus.BadInput, "receivers[0].secret: is missing").DidNotSay("s3cretpath");
        Assert.Null(await probe.FileAsync("/etc/coinpilot/told/notify.json"));

        // Deployed.
        (await deployed.Operator.DeployAsync("--notify-file", file)).Said("DEPLOYED", $"tells json ({here}), slack ({here})").DidNotSay("s3cretpath");
        var first = await hook.MessageAsync("deployed", Soon);
        var second = await probe.CurrentAsync();
        Assert.Contains($"DEPLOYED {second}", first.Body, StringComparison.Ordinal);
        Assert.Contains($"X-CoinPilot-Signature: sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(first.Body)))}\n", first.Head, StringComparison.Ordinal);
        Assert.Equal("600 root", await probe.OutputOfAsync("stat -c '%a %U' /etc/coinpilot/told/notify.json"));
        Assert.Equal("700 root", await probe.OutputOfAsync("stat -c '%a %U' /var/lib/coinpilot/told/notify"));
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(deployed.Operator.Root, "artifacts", "logs"), "*", SearchOption.AllDirectories),
            log => Assert.DoesNotContain("s3cretpath", File.ReadAllText(log), StringComparison.Ordinal));

        // Reverted by the timer.
        deployed.Stack.SetPage("page 3");
        await deployed.SwitchAsync();
        await deployed.FireTimerAsync();
        Assert.Contains($"FAILED, ROLLED BACK TO {second}", (await hook.MessageAsync("reverted", Soon)).Body, StringComparison.Ordinal);

        // Tended.
        await probe.OutputOfAsync("kill -9 $(docker inspect -f '{{.State.Pid}}' told-other)");
        await probe.UntilAsync("[ $(docker inspect -f '{{.State.Status}}' told-other) = exited ]", Soon);
        await probe.OutputOfAsync("systemctl start told-watch.service");
        Assert.Contains("told-other ended with 137 and is started again", (await hook.MessageAsync("tended", Soon)).Body, StringComparison.Ordinal);

        // Degraded, since somebody stopped it, and recovered.
        await probe.OutputOfAsync("docker stop told-other; systemctl start told-watch.service");
        Assert.Contains("other", (await hook.MessageAsync("degraded", Soon)).Body, StringComparison.Ordinal);
        await probe.OutputOfAsync("docker start told-other; sleep 3; systemctl start told-watch.service");
        await hook.MessageAsync("recovered", TimeSpan.FromMinutes(3));

        // The one that is dead.
        (await deployed.Operator.RunAsync("Status")).Said("messages wait since", $"slack ({here})").DidNotSay("s3cretpath");
        (await deployed.Operator.RunAsync("TestNotification")).Ended(ExitStatus.Degraded, $"json ({here}): has taken the message", $"slack ({here}): no answer within 10 s", "1 of 2 receivers");
        await hook.MessageAsync("test", Soon);
        Assert.Empty(dead.Taken);

        // It is back after a reboot, and gets what it missed.
        dead.Answer = 200;
        await deployed.Host.RebootAsync();
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(2));
        await probe.UntilAsync("sleep 5; [ -z \"$(ls /var/lib/coinpilot/told/notify/*.json)\" ]", TimeSpan.FromMinutes(4));
        Assert.Contains(dead.Taken, one => one.Body.Contains($"*DEPLOYED {second}: told on", StringComparison.Ordinal));
        Assert.Single(hook.Of("deployed"));
        Assert.Single(hook.Of("reverted"));
        Assert.Single(hook.Of("tended"));

        (await deployed.Operator.RunAsync("Rollback")).Ended(0);
        Assert.Contains($"ROLLED BACK TO {deployed.First}", (await hook.MessageAsync("rolled-back", Soon)).Body, StringComparison.Ordinal);

        (await deployed.Operator.RunAsync("Remove", "--yes")).Ended(0);
        Assert.Null(await probe.FileAsync("/var/lib/coinpilot/told/notify"));
        Assert.NotNull(await probe.FileAsync("/etc/coinpilot/told/notify.json"));
    }

    [Theory]
    [InlineData(LabSuite.Trixie)]
    [InlineData(LabSuite.Bookworm)]
    public async Task Over_TLS_only_to_a_receiver_whose_certificate_the_host_trusts(LabSuite suite)
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "tls", suite: suite);
        var probe = deployed.Probe;
        var here = HookReceiver.AddressFor(deployed.Host);
        var (certificate, authority) = HookReceiver.NewCertificate(here);
        await using HookReceiver hook = new(here, certificate);
        await probe.OutputOfAsync(
            $$"""
            mkdir -p -m 700 /etc/coinpilot/tls
            printf 'HOOK=%s\n' '{{hook.Url}}' >/etc/coinpilot/tls/.env && chmod 600 /etc/coinpilot/tls/.env
            printf '%s' '{ "format": 1, "receivers": [ { "kind": "json", "url": "env:HOOK", "secret": "{{Key}}" } ] }' >/etc/coinpilot/tls/notify.json && chmod 600 /etc/coinpilot/tls/notify.json
            """);

        var refused = await probe.OutputOfAsync("coinpilot notify-test --app tls; echo $?");
        Says(refused, "json (env:HOOK): its certificate is refused");
        Assert.EndsWith("11", refused, StringComparison.Ordinal);
        Assert.Empty(hook.Taken);

        await probe.OutputOfAsync($"cat >/usr/local/share/ca-certificates/hook.crt <<'PEM'\n{authority}\nPEM\nupdate-ca-certificates");
        var taken = await probe.OutputOfAsync("coinpilot notify-test --app tls; echo $?");
        Says(taken, "json (env:HOOK): has taken the message");
        await hook.MessageAsync("test", Soon);

        hook.Answer = 307;
        Says(await probe.OutputOfAsync("coinpilot notify-test --app tls; :"), "it answers 307: a redirect is not followed");
    }

    private static void Says(string output, string words) => Assert.True(output.Contains(words, StringComparison.Ordinal), output);

    private static string Json(string url) => $$"""{ "kind": "json", "url": "{{url}}", "secret": "{{Key}}" }""";

    private static Task WriteAsync(string file, string text) => File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
}
