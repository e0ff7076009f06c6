using Xunit;

namespace CoinPilot.Transport;

public sealed class SshDefaultsTests
{
    [Theory]
    [InlineData("~/.ssh/id_ed25519", "/home/me/.ssh/id_ed25519")]
    [InlineData("~", "/home/me")]
    [InlineData("/etc/~/key", "/etc/~/key")]
    [InlineData("~other/key", "~other/key")]
    [InlineData("key", "key")]
    public void A_leading_tilde_is_the_home_folder(string path, string expanded) =>
        Assert.Equal(expanded, SshDefaults.ExpandHome(path, "/home/me"));

    [Fact]
    public void A_target_never_prints_its_passphrase()
    {
        var target = new SshTarget { Host = "2001:db8::1", User = "me", KeyPassphrase = "geheim" };

        Assert.Equal("me@[2001:db8::1]:22", $"{target}");
    }
}
