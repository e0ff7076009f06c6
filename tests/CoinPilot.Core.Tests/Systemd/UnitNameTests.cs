using System.Diagnostics;
using CsCheck;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitNameTests
{
    [Theory]
    [InlineData("/srv/coin-pilot/a b", "srv-coin\\x2dpilot-a\\x20b")]
    [InlineData("/", "-")]
    [InlineData("//a///b/", "a-b")]
    [InlineData("/.a/é", "\\x2ea-\\xc3\\xa9")]
    public void A_path_is_escaped_as_in_mount_units(string path, string expected) =>
        Assert.Equal(expected, UnitName.EscapePath(path));

    [Fact]
    public void Systemd_escape_gives_the_same()
    {
        SystemdAnalyze.RequireProgram("systemd-escape");

        UnitText.Argument.Where(text => text.Length > 0).Array[30].Sample(
            texts =>
            {
                var start = new ProcessStartInfo("systemd-escape") { RedirectStandardOutput = true };
                start.ArgumentList.Add("--");
                Array.ForEach(texts, start.ArgumentList.Add);
                using var escape = Process.Start(start)!;
                var seen = escape.StandardOutput.ReadToEnd();

                Assert.Equal(seen.TrimEnd('\n'), string.Join(' ', texts.Select(UnitName.Escape)));
            },
            iter: 10,
            threads: 1);
    }

    [Theory]
    [InlineData("coinpilot-compose.service", true)]
    [InlineData("a@b.service", true)]
    [InlineData("a@.service", false)]
    [InlineData(".service", false)]
    [InlineData("a b.service", false)]
    [InlineData("../a.service", false)]
    [InlineData("coinpilot", false)]
    public void A_service_has_a_name_that_systemd_takes(string name, bool expected) =>
        Assert.Equal(expected, UnitName.IsService(name));
}
