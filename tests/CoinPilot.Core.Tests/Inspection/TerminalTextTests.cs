using System.Text.Encodings.Web;
using System.Text.Json;
using Xunit;

namespace CoinPilot.Inspection;

public sealed class TerminalTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("plain text, 한국어\tand a tab", "plain text, 한국어\tand a tab")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\a", "^[]0;title^G")]
    [InlineData("\u001b[2J\u001b[H", "^[[2J^[[H")]
    [InlineData("10%\r20%", "10%^M20%")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("user\u202etxt.exe", "user\\u202etxt.exe")]
    [InlineData("a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d")]
    [InlineData("a\u2066b\u2069c\u200ed\u200fe\u061cf", "a\\u2066b\\u2069c\\u200ed\\u200fe\\u061cf")]
    [InlineData("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "a\\u200bb\\u200cc\\u200dd\\u2060e\\ufefff\\u00adg")]
    [InlineData("a\U000e0041b", "a\\udb40\\udc41b")]
    [InlineData("done \U0001f680", "done \U0001f680")]
    public void What_a_container_writes_is_shown_and_not_obeyed(string written, string shown) => Assert.Equal(shown, TerminalText.Harmless(written));

    [Fact]
    public void A_cell_is_one_line() => Assert.Equal("a b c\\u2028d", TerminalText.Cell("a\nb\tc\u2028d"));

    [Fact]
    public void In_JSON_it_is_the_same_value()
    {
        const string Text = "a\u2028b\u202ec\u0085d\u200be\U000e0041f\u001b[31mg";
        var json = TerminalText.Harmless(JsonSerializer.Serialize(Text, Relaxed));

        Assert.Equal(Text, JsonSerializer.Deserialize<string>(json));
        Assert.All(json, c => Assert.InRange(c, ' ', '~'));
    }
}
