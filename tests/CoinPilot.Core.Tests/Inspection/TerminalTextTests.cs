using Xunit;

namespace CoinPilot.Inspection;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, 한국어\tand a tab", "plain text, 한국어\tand a tab")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\a", "^[]0;title^G")]
    [InlineData("\u001b[2J\u001b[H", "^[[2J^[[H")]
    [InlineData("10%\r20%", "10%^M20%")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("user\u202etxt.exe", "user\\u202etxt.exe")]
    public void What_a_container_writes_is_shown_and_not_obeyed(string written, string shown) => Assert.Equal(shown, TerminalText.Harmless(written));
}
