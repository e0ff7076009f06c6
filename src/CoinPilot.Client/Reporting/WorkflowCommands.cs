using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CoinPilot.Reporting;

/// <summary>Output that a GitHub runner must not read as commands to itself.</summary>
public static partial class WorkflowCommands
{
    /// <summary>A text in which the runner finds no command: it looks for `::` where a line begins, and for `##[` anywhere.</summary>
    public static string Disarmed(string text) => Command().Replace(text, match => match.Value[0] + " " + match.Value[1..]);

    /// <summary>From here to the disposal the runner obeys nothing; elsewhere nothing is printed.</summary>
    public static IDisposable Stopped(IReporter reporter, bool isGitHub)
    {
        // Nobody who writes into the log can know the word that ends it.
        var token = isGitHub ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
        if (token is not null)
        {
            reporter.Raw($"::stop-commands::{token}");
        }

        return new Resumption(reporter, token);
    }

    private sealed class Resumption(IReporter reporter, string? token) : IDisposable
    {
        public void Dispose()
        {
            if (token is not null)
            {
                reporter.Raw($"::{token}::");
            }
        }
    }

    [GeneratedRegex(@"(?<=^\s*)::|##\[", RegexOptions.Multiline)]
    private static partial Regex Command();
}
