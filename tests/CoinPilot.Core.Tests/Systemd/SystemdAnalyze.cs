using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace CoinPilot.Systemd;

/// <summary>Systemd's own parser as an oracle: what <c>systemd-analyze verify</c> prints at debug level.</summary>
internal static partial class SystemdAnalyze
{
    private const string Command = "\tCommand Line: ";

    /// <summary>The argv of every command, unit by unit and in order, as parsed (<c>$$</c> is still two: exec makes it one).</summary>
    public static List<List<string[]>> CommandLines(params IReadOnlyList<string> units) =>
        [.. Blocks(units).Select(block => block.Where(line => line.Contains(Command, StringComparison.Ordinal))
            .Select(line => Unquote(line[(line.IndexOf(Command, StringComparison.Ordinal) + Command.Length)..])).ToList())];

    /// <summary>The variables of every unit.</summary>
    public static List<List<string>> Environments(params IReadOnlyList<string> units) =>
        [.. Blocks(units).Select(block => Values(block, "\t\tEnvironment: "))];

    public static void RequireProgram(string program)
    {
        if (!File.Exists("/usr/bin/" + program))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true" && Environment.IsPrivilegedProcess, $"{program} is missing: apt-get install systemd");
            Assert.Skip($"{program} is missing: there is no systemd here");
        }
    }

    /// <summary>What it has to say about a unit, line by line.</summary>
    public static string[] Complaints(string unit) =>
        Verify([unit], "warning").Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<List<string>> Blocks(IReadOnlyList<string> units)
    {
        var (output, log) = Verify(units, "debug");
        Assert.True(output.Length > 0, log);

        return [.. Enumerable.Range(0, units.Count).Select(i => Block(output, $"-> Unit u{i}.service:\n"))];
    }

    private static (string Output, string Log) Verify(IReadOnlyList<string> units, string level)
    {
        RequireProgram("systemd-analyze");
        var folder = Directory.CreateTempSubdirectory("coinpilot-");
        try
        {
            var start = new ProcessStartInfo("systemd-analyze") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
            start.Environment["SYSTEMD_LOG_LEVEL"] = level;
            start.Environment["XDG_RUNTIME_DIR"] = start.Environment["HOME"] = folder.FullName;
            start.ArgumentList.Add("verify");
            start.ArgumentList.Add("--user");
            for (var i = 0; i < units.Count; i++)
            {
                File.WriteAllText(Path.Combine(folder.FullName, $"u{i}.service"), units[i]);
                start.ArgumentList.Add($"./u{i}.service");
            }

            using var verify = Process.Start(start)!;
            var log = verify.StandardError.ReadToEndAsync();   // both at once: a full pipe would stop it
            var output = verify.StandardOutput.ReadToEnd();
            verify.WaitForExit();

            return (output, log.Result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A unit is printed twice when it has a job; the last time is as good as the first.
    private static List<string> Block(string output, string head)
    {
        var at = output.LastIndexOf(head, StringComparison.Ordinal);
        if (at < 0)
        {
            return [];   // a line that systemd refuses makes it refuse the unit
        }

        var end = output.IndexOf("-> Unit ", at + head.Length, StringComparison.Ordinal);

        return [.. output[at..(end < 0 ? output.Length : end)].Split('\n')];
    }

    private static List<string> Values(List<string> block, string start)
    {
        var values = new List<string>();
        for (var i = 0; i < block.Count; i++)
        {
            if (block[i].StartsWith(start, StringComparison.Ordinal))
            {
                var value = block[i][start.Length..];
                while (!NextSetting().IsMatch(block[i + 1]))
                {
                    value += "\n" + block[++i];   // printed as it is, so a value may go on
                }

                values.Add(value);
            }
        }

        return values;
    }

    [GeneratedRegex("^\t\t[A-Z][A-Za-z]+: ")]
    private static partial Regex NextSetting();

    // Systemd's shell_maybe_quote: double quotes, backslashes, and C escapes for control characters.
    private static string[] Unquote(string printed)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quoted) = (false, false);
        for (var i = 0; i < printed.Length; i++)
        {
            var c = printed[i];
            if (c == '"')
            {
                (inWord, quoted) = (true, !quoted);
            }
            else if (c == ' ' && !quoted)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else if (c == '\\')
            {
                var next = printed[++i];
                var plain = "abfnrtv".IndexOf(next, StringComparison.Ordinal);
                if (char.IsAsciiDigit(next))
                {
                    word.Append((char)Convert.ToInt32(printed.Substring(i, 3), 8));
                    i += 2;
                }
                else
                {
                    word.Append(plain >= 0 ? "\a\b\f\n\r\t\v"[plain] : next);
                }
            }
            else
            {
                inWord = true;
                word.Append(c);
            }
        }

        if (inWord || word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return [.. words];
    }
}
