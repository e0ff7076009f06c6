using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Hosts;

public sealed class PreflightTests
{
    private static readonly HostLayout Layout = new(AppName.Parse("coinpilot"));

    [Fact]
    public void A_good_host_has_no_findings() => Assert.Empty(Preflight.Check(TestHost.Healthy, Layout, needsHostEnvFile: true));

    [Fact]
    public void A_missing_env_file_comes_with_the_two_commands_that_make_it()
    {
        var finding = Assert.Single(Preflight.Check(TestHost.Healthy with { EnvFileDigest = null }, Layout, needsHostEnvFile: true));

        Assert.Contains("install -d -m 700 /etc/coinpilot/coinpilot", finding.Fix, StringComparison.Ordinal);
        Assert.Contains("install -m 600 /dev/stdin /etc/coinpilot/coinpilot/.env", finding.Fix, StringComparison.Ordinal);
        Assert.Empty(Preflight.Check(TestHost.Healthy with { EnvFileDigest = null }, Layout, needsHostEnvFile: false));

        var open = TestHost.Healthy with { EnvAccess = EnvAccess.Parse("644 0 700 0") };
        var warning = Assert.Single(Preflight.Check(open, Layout, needsHostEnvFile: true));
        Assert.Equal((Severity.Warning, "env-access"), (warning.Severity, warning.Rule));
        Assert.Contains("can be read by others", warning.Message, StringComparison.Ordinal);
        Assert.Empty(Preflight.Check(open, Layout, needsHostEnvFile: false));
    }

    [Theory]
    [InlineData("podman", "podman's stand-in")]
    [InlineData("snap", "snap")]
    [InlineData("rootless", "rootless")]
    [InlineData("missing", "not installed")]
    public void A_stand_in_for_docker_is_refused_by_name(string flavour, string named)
    {
        var finding = Assert.Single(Preflight.Check(TestHost.Healthy with { DockerFlavour = flavour }, Layout, needsHostEnvFile: true));

        Assert.Contains(named, finding.Message, StringComparison.Ordinal);
        Assert.NotNull(finding.Fix);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("")]
    public void A_docker_that_does_not_answer_is_to_be_started_not_installed(string version)
    {
        var finding = Assert.Single(Preflight.Check(TestHost.Healthy with { DockerVersion = version }, Layout, needsHostEnvFile: true));

        Assert.Contains("does not answer", finding.Message, StringComparison.Ordinal);
        Assert.Contains("systemctl start docker", finding.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", false)]
    [InlineData("1.29.2", false)]
    [InlineData("2.24.3", false)]
    [InlineData("2.24.4", true)]
    [InlineData("v2.26.1-ds1", true)]
    [InlineData("5.0.0", true)]
    public void Compose_must_know_override(string version, bool accepted) =>
        Assert.Equal(accepted, Preflight.Check(TestHost.Healthy with { ComposeVersion = version }, Layout, needsHostEnvFile: true).IsEmpty);

    [Fact]
    public void A_container_of_another_project_is_named_with_its_owner()
    {
        var host = TestHost.Healthy with { ForeignOwners = [new("coinpilot-db", "oci")] };

        var finding = Assert.Single(Preflight.Check(host, Layout, needsHostEnvFile: true));

        Assert.Contains("coinpilot-db belongs to the Compose project 'oci'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("--app oci", finding.Fix, StringComparison.Ordinal);
    }
}
