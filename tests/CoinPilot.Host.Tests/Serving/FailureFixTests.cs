using Xunit;

namespace CoinPilot.Serving;

/// <summary>What the agent says when it gives up.</summary>
public sealed class FailureFixTests
{
    private const string Made = "new VerbFailedException(";

    public static TheoryData<string, int> Failures
    {
        get
        {
            TheoryData<string, int> failures = [];
            foreach (var file in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
            {
                var text = File.ReadAllText(file);
                for (var at = text.IndexOf(Made, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Made, at + 1, StringComparison.Ordinal))
                {
                    failures.Add(Path.GetRelativePath(Sources, file), at + Made.Length);
                }
            }

            return failures;
        }
    }

    private static string Sources
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "CoinPilot.sln")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The sources are not above the tests.");
            }

            return Path.Combine(folder, "src", "CoinPilot.Host");
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_says_what_to_do_next(string file, int at)
    {
        var arguments = Arguments(File.ReadAllText(Path.Combine(Sources, file)), at);

        // With one argument it hands on what a job has told.
        Assert.True(arguments.Count == 1 || (arguments.Count is 3 or 4 && arguments[2].Trim('$', '"').Trim().Length > 0), $"{file}: {string.Join(" | ", arguments)}");
    }

    [Theory]
    [InlineData("1, \"a, b\", $\"c {Of(\"d, \", e)}\")", 3)]
    [InlineData("failure)", 1)]
    [InlineData("f(1, 2), [3, 4], \"\\\"(\", x)", 4)]
    public void Arguments_are_told_apart(string text, int count) => Assert.Equal(count, Arguments(text, 0).Count);

    // What stands in brackets, or in a string, ends none; an interpolated string holds both.
    private static List<string> Arguments(string text, int at)
    {
        List<string> arguments = [];
        Stack<char> open = [];
        for (var begin = at; ; at++)
        {
            var (next, inner) = (text[at], open.TryPeek(out var last) ? last : '\0');
            if (inner == '"')
            {
                at += next == '\\' ? 1 : 0;
                Change(next, next == '"' ? '"' : '\0', next == '{' ? '}' : '\0');
            }
            else if (open.Count == 0 && next is ',' or ')')
            {
                arguments.Add(text[begin..at].Trim());
                begin = at + 1;
                if (next == ')')
                {
                    return arguments;
                }
            }
            else
            {
                Change(next, inner, next switch { '(' => ')', '[' => ']', '{' => '}', '"' => '"', _ => '\0' });
            }
        }

        void Change(char next, char closes, char opens)
        {
            if (closes != '\0' && next == closes)
            {
                open.Pop();
            }
            else if (opens != '\0')
            {
                open.Push(opens);
            }
        }
    }
}
