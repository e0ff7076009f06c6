using CoinPilot.Agent;
using Xunit;

namespace CoinPilot;

/// <summary>The agent stands on Core alone: whatever runs there can be simulated.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_agent_needs_nothing_of_the_client() => Assert.Equal(
        ["CliWrap", "CoinPilot.Core", "Tmds.DBus.Protocol"],
        typeof(HostParts).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => !name.StartsWith("System", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Win32", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
