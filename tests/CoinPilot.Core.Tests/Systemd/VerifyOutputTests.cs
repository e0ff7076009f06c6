using Xunit;

namespace CoinPilot.Systemd;

public sealed class VerifyOutputTests
{
    [Fact]
    public void Lines_about_other_units_and_keys_of_a_newer_systemd_are_left_out() => Assert.Equal(
        ["a-guard.service: odd", "a.service:3: Unknown key 'Restrat' in section [Service], ignoring."],
        VerifyOutput.About(
            [
                "b.service: odd", "a.service:3: Unknown key 'Restrat' in section [Service], ignoring.", " a-guard.service: odd", "a-guard.service: odd",
                "a.service:9: Unknown key 'RestartSteps' in section [Service], ignoring.", "a.service:9: Unknown key name 'RestartMaxDelaySec' in section 'Service', ignoring.",
            ],
            "a.service",
            "a-guard").AsEnumerable());
}
