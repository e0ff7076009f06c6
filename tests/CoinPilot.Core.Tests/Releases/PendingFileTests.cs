using Xunit;

namespace CoinPilot.Releases;

public sealed class PendingFileTests
{
    // As the shell program of format 1 wrote it.
    private const string Shell =
        """
        format='1'
        new='20261130-110146-8fb3857'
        old='20261124-053107-ab12cd3'
        app='shop'
        unit='shop-compose.service'
        project='shop'
        phase='switched'
        until='1795000100'
        old_hold='no'
        new_hold='yes'
        old_enabled='yes'
        old_active='active'
        new_confirmed='no'
        old_images='db=lab/db:1 web=shop-web'
        new_images='db=lab/db:2 web=shop-web'
        new_built='web'
        start_timeout='184'
        old_start_timeout='900'
        by='me'
        from='laptop'
        program='/var/lib/coinpilot/shop/host.sh'

        """;

    [Fact]
    public void What_the_shell_program_wrote_is_read_and_written_the_same()
    {
        var pending = PendingFile.Parse(Shell);

        Assert.True(pending is { New: "20261130-110146-8fb3857", Old: "20261124-053107-ab12cd3", NewHold: true, OldHold: false, OldEnabled: true, NewConfirmed: false });
        Assert.Equal(1795000100, pending.Until.ToUnixTimeSeconds());
        Assert.Equal([new("db", "lab/db:1"), new("web", "shop-web")], pending.OldImages);
        Assert.Equal(TimeSpan.FromSeconds(184), pending.StartTimeout);
        Assert.Equal(Shell, pending.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("format='1'\nold='none'\n")]
    [InlineData("format='1'\nnew='x'\n")]
    public void One_that_names_no_switch_is_refused(string text) => Assert.Throws<FormatException>(() => PendingFile.Parse(text));

    [Fact]
    public void A_later_format_names_the_program_that_can_read_it() => Assert.Contains(
        "/usr/local/lib/coinpilot/x/coinpilot",
        Assert.Throws<UnknownFormatException>(() => PendingFile.Parse("format='2'\nprogram='/usr/local/lib/coinpilot/x/coinpilot'\n")).Message,
        StringComparison.Ordinal);
}
