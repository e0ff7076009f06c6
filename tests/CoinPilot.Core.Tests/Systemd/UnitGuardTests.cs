using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitGuardTests
{
    [Theory]
    [InlineData("ExecStartPre=/usr/bin/docker compose pull", true)]
    [InlineData("ExecStartPre=/usr/bin/timeout 60 /usr/bin/docker compose -f /a.yml pull -q", true)]
    [InlineData("ExecStartPre=-/usr/bin/docker compose pull", false)]
    [InlineData("ExecStart=/usr/bin/docker compose up -d", false)]
    [InlineData("ExecStartPre=/usr/bin/docker compose pull \"", false)]
    public void Is_missing_where_a_failed_pull_ends_the_start(string line, bool missing) =>
        Assert.Equal(missing, UnitGuard.IsMissing($"[Service]\n{line}\n"));
}
