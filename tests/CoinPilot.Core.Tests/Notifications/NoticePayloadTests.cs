using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace CoinPilot.Notifications;

/// <summary>A message in the form of each kind of receiver.</summary>
public sealed class NoticePayloadTests
{
    private static readonly Notice Degraded = new(
        NoticeEvent.Degraded, "stack", "shop", "vm1", "20261124-053107-ab12cd3", DateTimeOffset.FromUnixTimeSeconds(1795000000), "DEGRADED: shop on vm1", "db: exited <@everyone> & more\n→ look");

    [Fact]
    public void Discord_gets_content_and_calls_nobody()
    {
        var body = Body(Web("""{ "kind": "discord", "url": "https://discord.com/api/webhooks/1/x" }"""));

        Assert.Equal("**DEGRADED: shop on vm1**\ndb: exited <@everyone> & more\n→ look", body.GetProperty("content").GetString());
        Assert.Equal(0, body.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength());
    }

    [Fact]
    public void Slack_gets_text_that_is_none_of_its_commands() => Assert.Equal(
        "*DEGRADED: shop on vm1*\ndb: exited &lt;@everyone&gt; &amp; more\n→ look", Body(Web("""{ "kind": "slack", "url": "https://hooks.slack.com/x" }""")).GetProperty("text").GetString());

    [Fact]
    public void Ntfy_gets_the_text_as_it_is_with_a_title_and_a_token()
    {
        var web = Web("""{ "kind": "ntfy", "url": "https://ntfy.sh/topic", "token": "env:NTFY" }""", name => name == "NTFY" ? "tk_1" : null);

        Assert.Equal("db: exited <@everyone> & more\n→ look", Encoding.UTF8.GetString(web.Body));
        Assert.Equal([new("Title", "DEGRADED: shop on vm1"), new("Priority", "4"), new("Authorization", "Bearer tk_1")], web.Headers);
    }

    [Fact]
    public void A_program_gets_JSON_that_is_signed()
    {
        var web = Web("""{ "kind": "json", "url": "https://x.example/hook", "secret": "key" }""");

        var body = Body(web);
        Assert.Equal("degraded", body.GetProperty("event").GetString());
        Assert.Equal("shop", body.GetProperty("app").GetString());
        Assert.Equal("20261124-053107-ab12cd3", body.GetProperty("release").GetString());
        Assert.Equal(1795000000, body.GetProperty("at").GetInt64());
        var signature = Assert.Single(web.Headers, header => header.Key == "X-CoinPilot-Signature").Value;
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, web.Body))}", signature);
    }

    [Fact]
    public void A_mail_has_headers_of_one_line_each()
    {
        var notice = Degraded with { Title = "DÉGRADED\r\nBcc: x@y.example" };

        var mail = Assert.IsType<MailPayload>(Of("""{ "kind": "sendmail", "to": "ops@example.org" }""", notice.Cleaned(text => text)).Payload).Text;

        Assert.StartsWith("To: ops@example.org\nSubject: =?UTF-8?B?", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc:", mail, StringComparison.Ordinal);
        Assert.EndsWith("\n\ndb: exited <@everyone> & more\n→ look\n", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the stack's .env has no value for HOOK")]
    [InlineData("http://far.example/tok3n", "its address is http to another network")]
    public void A_variable_of_the_stack_may_hold_the_address_and_is_never_quoted(string? value, string trouble)
    {
        var (payload, said) = Of("""{ "kind": "slack", "url": "env:HOOK" }""", Degraded, _ => value);

        Assert.Null(payload);
        Assert.StartsWith(trouble, said, StringComparison.Ordinal);
        Assert.DoesNotContain("tok3n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_are_counted_in_the_text() => Assert.EndsWith("(3 times since the last message of it)", (Degraded with { Count = 3 }).Body, StringComparison.Ordinal);

    [Fact]
    public void What_is_kept_is_masked_short_and_obeyed_by_no_terminal()
    {
        var clean = (Degraded with { Text = "pass s3cret\u001b[2J" + new string('x', 5000) }).Cleaned(text => text.Replace("s3cret", "${PASSWORD}", StringComparison.Ordinal));

        Assert.StartsWith("pass ${PASSWORD}^[[2J", clean.Text, StringComparison.Ordinal);
        Assert.Equal(Notice.MostCharacters, clean.Text.Length);
    }

    [Fact]
    public void What_waits_is_read_as_it_was_written()
    {
        var kept = Degraded with { Tries = Degraded.Tries.Add("key", NoticeTries.Taken.Failed("it answers 500", Degraded.At, Degraded.At)).Add("other", NoticeTries.Taken) };

        var read = Notice.Parse(kept.ToString())!;

        Assert.Equal(kept.ToString(), read.ToString());
        Assert.Equal(Degraded.At.AddSeconds(20), read.Tries["key"].Next);
        Assert.True(read.Tries["other"].IsOver);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\":2}")]
    [InlineData("{\"format\":1,\"event\":\"unheard\"}")]
    public void What_was_cut_off_is_no_message(string text) => Assert.Null(Notice.Parse(text));

    [Fact]
    public void It_is_tried_ever_more_seldom_and_given_up_after_two_days()
    {
        var tries = NoticeTries.Taken;
        List<double> pauses = [];
        for (var at = Degraded.At; pauses.Count < 9; at = tries.Next!.Value)
        {
            tries = tries.Failed("dead", Degraded.At, at);
            pauses.Add((tries.Next!.Value - at).TotalSeconds);
        }

        Assert.Equal([20, 40, 80, 160, 320, 640, 1280, 1800, 1800], pauses);
        Assert.True(tries.Failed("dead", Degraded.At, Degraded.At.AddDays(2)).IsOver);
    }

    private static WebPayload Web(string receiver, Func<string, string?>? valueOf = null) => Assert.IsType<WebPayload>(Of(receiver, Degraded, valueOf).Payload);

    private static (NoticePayload? Payload, string? Trouble) Of(string receiver, Notice notice, Func<string, string?>? valueOf = null)
    {
        var (settings, troubles) = NotifySettings.Parse($$"""{ "format": 1, "receivers": [ {{receiver}} ] }""");
        Assert.Empty(troubles);
        return NoticePayload.Of(settings!.Receivers[0], notice, valueOf ?? (_ => null));
    }

    private static JsonElement Body(WebPayload web) => JsonDocument.Parse(web.Body).RootElement;
}
