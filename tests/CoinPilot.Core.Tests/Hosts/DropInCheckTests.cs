using System.Collections.Immutable;
using Xunit;

namespace CoinPilot.Hosts;

public sealed class DropInCheckTests
{
    private const string Path = "/etc/systemd/system/web-compose.service.d/override.conf";

    [Theory]
    [InlineData("[Service]\nExecStartPre=/usr/bin/docker compose pull\nTimeoutStartSec=120\n", "ExecStartPre=, TimeoutStartSec=")]
    [InlineData("[Service]\nType=simple\nRemainAfterExit=no\n", "Type=, RemainAfterExit=")]
    [InlineData("[Service]\nWorkingDirectory=/opt/old\nMemoryMax=1G\n", "WorkingDirectory=")]
    [InlineData("[Service]\nExecReload=\n", "ExecReload=")]
    [InlineData("[Service]\nEnvironment=COMPOSE_FILE=/opt/old.yml\n", "Environment=")]
    [InlineData("[Service]\nEnvironment=\n", "Environment=")]
    [InlineData("[Service]\nEnvironmentFile=/opt/.env\n", "EnvironmentFile=")]
    public void One_that_decides_how_the_stack_starts_is_refused_with_its_settings(string text, string settings)
    {
        var finding = Assert.Single(Check(Path, text));

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains($"{Path} sets {settings} of web-compose.service", finding.Message, StringComparison.Ordinal);
        Assert.Contains($"sudo rm {Path} && sudo systemctl daemon-reload", finding.Fix, StringComparison.Ordinal);
        Assert.Contains("into the Compose file", finding.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Service]\nMemoryMax=2G\nEnvironment=HTTP_PROXY=http://proxy:3128\n", "MemoryMax=, Environment=")]
    [InlineData("[Unit]\nRequiresMountsFor=/data\n", "RequiresMountsFor=")]
    [InlineData("[Service]\nExecSearchPath=/opt/bin\n", "ExecSearchPath=")]
    public void Any_other_is_a_warning(string text, string settings)
    {
        var finding = Assert.Single(Check(Path, text));

        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains($"sets {settings} of", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_sets_nothing_is_not_mentioned() => Assert.Empty(Check(Path, "# ExecStart=x\n[Service]\n"));

    [Fact]
    public void Its_name_is_quoted_for_the_shell() =>
        Assert.Contains("sudo rm '/etc/x y.conf' &&", Assert.Single(Check("/etc/x y.conf", "[Service]\nNice=1\n")).Fix, StringComparison.Ordinal);

    private static ImmutableArray<Diagnostic> Check(string path, string text) =>
        DropInCheck.Check(TestHost.Healthy with { DropIns = [new(path, text)] }, "web-compose.service");
}
