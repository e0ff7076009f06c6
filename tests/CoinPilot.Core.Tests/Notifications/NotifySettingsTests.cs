using Xunit;

namespace CoinPilot.Notifications;

/// <summary>What <c>notify.json</c> may say, and what is said of one that is wrong.</summary>
public sealed class NotifySettingsTests
{
    [Fact]
    public void Each_kind_is_read_and_shown_without_its_address()
    {
        var (settings, troubles) = NotifySettings.Parse("""
            { "format": 1, "receivers": [
              { "kind": "discord", "url": "env:DISCORD_WEBHOOK_URL" },
              { "kind": "slack", "url": "https://hooks.slack.com/services/T0/B0/secret", "events": ["degraded", "recovered"] },
              { "kind": "ntfy", "url": "https://ntfy.sh/my-topic", "token": "tk_1" },
              { "kind": "json", "url": "http://10.1.2.3:8080/hook", "secret": "0123456789abcdef" },
              { "kind": "sendmail", "to": "ops@example.org", "from": "host@example.org" }
            ] }
            """);

        Assert.Empty(troubles);
        Assert.Equal(
            ["discord (env:DISCORD_WEBHOOK_URL)", "slack (hooks.slack.com)", "ntfy (ntfy.sh)", "json (10.1.2.3)", "sendmail (ops@example.org)"],
            settings!.Receivers.Select(receiver => receiver.Label));
        Assert.True(settings.Receivers[1].Wants(NoticeEvent.Degraded));
        Assert.False(settings.Receivers[1].Wants(NoticeEvent.Deployed));
        Assert.True(settings.Receivers[1].Wants(NoticeEvent.Test));
        Assert.True(settings.Receivers[0].Wants(NoticeEvent.Deployed));
    }

    [Theory]
    [InlineData("[]", "the file holds no object")]
    [InlineData("{", "line 1: this is no JSON")]
    [InlineData("{}", "format: this program reads format 1")]
    [InlineData("""{ "format": 2, "receivers": [] }""", "use a newer program")]
    [InlineData("""{ "format": 1 }""", "receivers: a list of at most 16 receivers is missing")]
    [InlineData("""{ "format": 1, "receivers": [], "recievers": [] }""", "recievers: is unknown")]
    [InlineData("""{ "format": 1, "receivers": [ "x" ] }""", "receivers[0]: is no object")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "teams", "url": "https://x.example" } ] }""", "receivers[0].kind: choose one of discord, slack, ntfy, json, sendmail")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack" } ] }""", "receivers[0].url: is missing")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": 7 } ] }""", "receivers[0].url: is no text")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "http://hooks.example/tok3n" } ] }""", "receivers[0].url: is http to another network")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "ftp://hooks.example/tok3n" } ] }""", "receivers[0].url: is no https URL")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "https://me:tok3n@hooks.example/" } ] }""", "receivers[0].url: holds a user or a password")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "tok3n" } ] }""", "receivers[0].url: is no URL")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "env:tok3n " } ] }""", "receivers[0].url: names no variable")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "https://x.example", "secret": "tok3n" } ] }""", "receivers[0].secret: a receiver of the kind slack has none")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "json", "url": "https://x.example" } ] }""", "receivers[0].secret: is missing")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "ntfy", "url": "https://x.example", "token": "tok3n\r\nX: y" } ] }""", "receivers[0].token: holds what is no printable ASCII")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "sendmail", "to": "a@b.example, c@d.example" } ] }""", "receivers[0].to: is no mailbox")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "https://x.example", "events": [] } ] }""", "receivers[0].events: write a list of words")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "https://x.example", "events": ["degradet"] } ] }""", "did you mean degraded?")]
    [InlineData("""{ "format": 1, "receivers": [ { "kind": "slack", "url": "https://x.example" }, { "kind": "slack", "url": "https://x.example" } ] }""", "slack (x.example) is there twice")]
    public void What_is_wrong_is_said_with_its_place_and_without_its_value(string text, string trouble)
    {
        var (settings, troubles) = NotifySettings.Parse(text);

        Assert.Null(settings);
        Assert.Contains(troubles, said => said.Contains(trouble, StringComparison.Ordinal));
        Assert.DoesNotContain(troubles, said => said.Contains("tok3n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://example.org/x", true)]
    [InlineData("http://localhost:8080/x", true)]
    [InlineData("http://127.0.0.1/x", true)]
    [InlineData("http://[::1]/x", true)]
    [InlineData("http://172.31.0.1/x", true)]
    [InlineData("http://[fd00::1]/x", true)]
    [InlineData("http://172.32.0.1/x", false)]
    [InlineData("http://8.8.8.8/x", false)]
    [InlineData("http://localhost.example/x", false)]
    [InlineData("file:///etc/shadow", false)]
    public void Without_TLS_nothing_leaves_the_own_network(string address, bool isTaken) => Assert.Equal(isTaken, WebAddress.Parse(address).Uri is not null);
}
