using System.Security.Cryptography;

namespace CoinPilot.Reporting;

/// <summary>Output that a GitHub runner must not read as commands to itself.</summary>
public static class WorkflowCommands
{
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
}
