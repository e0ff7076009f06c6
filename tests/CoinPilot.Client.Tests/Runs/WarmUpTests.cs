using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Runs;

/// <summary>What is loaded ahead fails where nobody looks: here it is looked at.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public void A_connection_is_warmed_up_to_the_end() => SshWarmUp.Load();
}
