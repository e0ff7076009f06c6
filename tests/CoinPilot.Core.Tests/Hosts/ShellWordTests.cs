using System.Diagnostics;
using CsCheck;
using Xunit;

namespace CoinPilot.Hosts;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("plain-1.2/x", "plain-1.2/x")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("~", "'~'")]
    [InlineData("a b", "'a b'")]
    public void A_word_is_quoted_only_where_the_shell_would_touch_it(string word, string expected) =>
        Assert.Equal(expected, ShellWord.Quote(word));

    [Fact]
    public void A_real_shell_reads_back_what_was_quoted() =>
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 30].Array[1, 20].Sample(
            words =>
            {
                var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
                start.ArgumentList.Add("-c");
                start.ArgumentList.Add(RemoteCommand.Of("printf", ["%s\\0", .. words]).ToShell());
                using var shell = Process.Start(start)!;
                var seen = shell.StandardOutput.ReadToEnd();
                shell.WaitForExit();
                Assert.Equal(words, seen.Split('\0')[..^1]);
            },
            iter: 100,
            threads: 1);
}
