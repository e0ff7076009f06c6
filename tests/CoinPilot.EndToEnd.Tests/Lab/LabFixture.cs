using System.Globalization;
using CoinPilot.CommandLine;
using Xunit;

[assembly: AssemblyFixture(typeof(CoinPilot.Lab.LabFixture))]

namespace CoinPilot.Lab;

/// <summary>The tests' own lab: hosts on demand, all taken down at the end, by the next run's lab when this process is killed.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private int _hosts;

    public LocalLab Lab { get; } = For("tests");

    /// <summary>A lab of its own under this name, apart from the user's and from those of other runs.</summary>
    public static LocalLab For(string name) => new(ProjectRoot.Find(), Show)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}"),
        Owner = Environment.ProcessId,
    };

    /// <summary>A host that no other test has, until it is disposed of; skips the test where there can't be a lab.</summary>
    public async Task<TestHost> NewHostAsync(LabHostOptions? options = null)
    {
        LabRequirement.Check();
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _hosts)}");
        return new TestHost(Lab, await Lab.UpAsync(name, options ?? new(), TestContext.Current.CancellationToken));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_hosts > 0)
        {
            await Lab.DownAsync(null, CancellationToken.None);
        }
    }

    // In the test's own output too: of a host that did not come up, a failed test then shows the end of its console.
    private static void Show(string line)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", line);
        TestContext.Current.TestOutputHelper?.WriteLine($"lab: {line}");
    }
}
