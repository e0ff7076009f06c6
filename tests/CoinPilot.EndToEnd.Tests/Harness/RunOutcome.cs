using Xunit;

namespace CoinPilot.Harness;

/// <summary>How a run of the command line ended, and all that it printed.</summary>
public sealed record RunOutcome(string Target, int ExitCode, string Output, TimeSpan Took)
{
    /// <summary>Fails the test, showing the output, unless it ended with this exit code and printed these words.</summary>
    public RunOutcome Ended(int exitCode, params string[] words)
    {
        Assert.True(exitCode == ExitCode, $"{Target} ended with {ExitCode}, not with {exitCode}:\n{Output}");
        return Said(words);
    }

    public RunOutcome Said(params string[] words)
    {
        foreach (var word in words)
        {
            Assert.True(Output.Contains(word, StringComparison.Ordinal), $"{Target} did not say '{word}':\n{Output}");
        }

        return this;
    }

    public RunOutcome DidNotSay(string word)
    {
        Assert.False(Output.Contains(word, StringComparison.Ordinal), $"{Target} said '{word}':\n{Output}");
        return this;
    }
}
