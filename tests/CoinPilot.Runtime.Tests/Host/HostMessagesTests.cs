using System.Text;
using System.Text.RegularExpressions;
using CoinPilot.Host.Shell;
using Xunit;

namespace CoinPilot.Host;

/// <summary>What the host program says when it gives up.</summary>
public sealed partial class HostMessagesTests
{
    public static TheoryData<string> Failures => [.. Fail().Matches(Program).Select(x => Program[x.Index..].Split('\n')[0])];

    private static string Program { get; } = HostProgram.Text.Replace("\\\n", " ", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_says_what_to_do_next(string line) => Assert.True(Words(line).Count() == 4, line);

    // As far as the shell would split them: `fail CODE ERROR FIX`, quotes and substitutions within each other.
    private static IEnumerable<string> Words(string line)
    {
        StringBuilder word = new();
        Stack<char> open = new();
        for (var i = 0; i < line.Length; i++)
        {
            var inner = open.TryPeek(out var last) ? last : ' ';
            if (open.Count == 0 && " ;&|})".Contains(line[i], StringComparison.Ordinal))
            {
                if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }

                if (line[i] != ' ')
                {
                    yield break;
                }

                continue;
            }

            word.Append(line[i]);
            if (inner == line[i])
            {
                open.Pop();
            }
            else if (line[i] == '(' && (inner == ')' || line[i - 1] == '$'))
            {
                open.Push(')');
            }
            else if ((line[i] == '"' && inner != '\'') || (line[i] == '\'' && inner != '"'))
            {
                open.Push(line[i]);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    // Not the one that hands on what it was given.
    [GeneratedRegex("(?<![A-Za-z_])fail [0-9]+ (?!\"\\$@\")")]
    private static partial Regex Fail();
}
