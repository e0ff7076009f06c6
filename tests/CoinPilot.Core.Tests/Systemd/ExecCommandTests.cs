using CsCheck;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class ExecCommandTests
{
    [Fact]
    public void A_line_is_split_at_a_bare_semicolon_and_unescaped()
    {
        var commands = ExecCommand.ParseLine("-/bin/a 100%% $$x \"b c\" ; @:/bin/d $$e \\; \";\"");

        Assert.Equal(["- /bin/a 100% $x b c", "@: /bin/d $$e ; ;"], commands.Select(c => $"{c.Prefixes} {c.Program} {string.Join(' ', c.Arguments)}"));
        Assert.True(commands[0].FailureIgnored);
        Assert.False(commands[1].FailureIgnored);
    }

    [Fact]
    public void What_was_written_reads_back() =>
        UnitText.Argument.Array[0, 6].Sample(arguments =>
        {
            var written = ExecCommand.Of("/bin/true", arguments) with { Prefixes = "-" };

            var read = Assert.Single(ExecCommand.ParseLine(written.ToString()));

            Assert.Equal(("-", "/bin/true"), (read.Prefixes, read.Program));
            Assert.Equal(arguments, read.Arguments);
        });

    [Fact]
    public void Any_line_is_read_as_systemd_reads_it() =>
        UnitText.Raw.Array[25].Sample(
            raw =>
            {
                // Left out: programs that systemd refuses, and what it keeps of a line that has one; broken UTF-8; continuations.
                var lines = raw.Select(line => line.Trim()).Where(line => !line.EndsWith('\\')).Where(line => Read("/bin/true " + line) is var read && read.Any()
                    ? read.All(argv => argv.StartsWith("/bin/true", StringComparison.Ordinal) && !argv.Contains('\ufffd'))
                    : !(" " + line).Contains(" ;", StringComparison.Ordinal)).ToList();

                var seen = SystemdAnalyze.CommandLines([.. lines.Select(line => $"[Service]\nType=oneshot\nExecStart=/bin/true {line}\nExecStop=/bin/true end\n")]);

                Assert.Equal(
                    lines.Select(line => $"{line} -> {string.Join(" | ", Read("/bin/true " + line))}"),
                    lines.Zip(seen, (line, commands) => $"{line} -> {string.Join(" | ", commands.SkipLast(1).Select(Show))}"));
            },
            iter: 20,
            threads: 1);

    private static IEnumerable<string> Read(string line)
    {
        try
        {
            return ExecCommand.ParseLine(line).Select(command => Show([command.Program, .. command.Arguments]));
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string Show(IEnumerable<string> argv) => string.Join('\u241f', argv);
}
