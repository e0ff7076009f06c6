using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Hosts;

/// <summary>What the lab cannot provoke: a clock that is wrong, SELinux.</summary>
public sealed class HostChecksTests
{
    private const string Release = "20261124-053100-aaaaaaa";

    private static readonly DateTimeOffset Now = TestHost.Healthy.Now;

    [Theory]
    [InlineData(0, null)]
    [InlineData(20, null)]
    [InlineData(45, "The host's clock is 43 s behind this machine's")]
    [InlineData(-45, "The host's clock is 46 s ahead of this machine's")]
    [InlineData(7500, "The host's clock is 2 h 4 min behind this machine's")]
    public void Clocks_that_differ_by_more_than_half_a_minute_are_a_warning(int seconds, string? message)
    {
        var asked = Now.AddSeconds(seconds - 2);

        var findings = ClockSkew.Check(TestHost.Healthy, asked, asked.AddSeconds(1), Release);

        Assert.Equal(message is null ? [] : [Severity.Warning], findings.Select(finding => finding.Severity));
        Assert.All(findings, finding => Assert.Contains(message!, finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_clock_that_would_put_the_new_release_before_an_old_one_is_refused()
    {
        var host = TestHost.Healthy with { Releases = [new HostRelease("20261124-070000-bbbbbbb", IsConfirmed: true, null)] };

        var finding = Assert.Single(ClockSkew.Check(host, Now, Now, Release));

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("20261124-070000-bbbbbbb", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_mounts_without_a_label_are_named_where_SELinux_is_enforcing()
    {
        var project = ReleaseSamples.Project(
            """
            services:
              a: { image: x, volumes: [ "/srv/a:/a" ] }
              b: { image: x, volumes: [ "/srv/b:/b:ro,z" ] }
              c: { image: x, volumes: [ "data:/c" ] }
            volumes: { data: {} }
            """);

        Assert.Empty(MountLabels.Check(TestHost.Healthy, project));
        var finding = Assert.Single(MountLabels.Check(TestHost.Healthy with { IsSelinuxEnforcing = true }, project));

        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("bind mounts of a have no label", finding.Message, StringComparison.Ordinal);
    }
}
