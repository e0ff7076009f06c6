using Xunit;

namespace CoinPilot.Transport;

public sealed class HostKeyPinTests
{
    private const string Base64 = "AAAAC3NzaC1lZDI1NTE5AAAAIMVWGSzaG2gyVPTOSsvvgMPqLkOTn6gQ3rJPPDxVjCZL";

    private static readonly HostKey Key = HostKey.TryParse(Base64, out var key) ? key! : throw new FormatException();

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}=")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,{0}")]
    [InlineData(" {0} ")]
    public void A_fingerprint_trusts_its_key(string text)
    {
        var pin = HostKeyPin.Load(text.Replace("{0}", Key.Fingerprint, StringComparison.Ordinal));

        Assert.IsType<HostKeyVerdict.Trusted>(pin.Judge("any", 22, Key));
    }

    [Theory]
    [InlineData("SHA256:short")]
    [InlineData("SHA256:")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*A")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,/etc/known_hosts")]
    [InlineData("MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48")]
    public void What_is_no_fingerprint_is_bad_input(string text)
    {
        var error = Assert.Throws<DeploymentException>(() => HostKeyPin.Load(text));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("--ssh-host-key", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no host key is given")]
    [InlineData("/nowhere/known_hosts", "/nowhere/known_hosts does not exist")]
    [InlineData("/", "/ can't be read: ")]
    public void A_pin_that_is_not_there_trusts_nobody(string text, string reason)
    {
        var verdict = Assert.IsType<HostKeyVerdict.Unpinned>(HostKeyPin.Load(text).Judge("h", 22, Key));

        Assert.StartsWith(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revoked_key_is_refused_although_another_line_trusts_it()
    {
        var verdict = File($"h ssh-ed25519 {Base64}\n@revoked * ssh-ed25519 {Base64}").Judge("h", 22, Key);

        Assert.Equal(new HostKeyVerdict.Revoked("known_hosts:2"), verdict);
    }

    [Theory]
    [InlineData("h ssh-ed25519 {same}", typeof(HostKeyVerdict.Trusted))]
    [InlineData("h ssh-ed25519 {other}", typeof(HostKeyVerdict.Unpinned))]
    [InlineData("h ssh-ed25519 {same}\n[h]:2222 ssh-ed25519 {other}", typeof(HostKeyVerdict.Mismatch))]
    [InlineData("h ssh-ed25519 {other}\n[h]:2222 ssh-ed25519 {same}", typeof(HostKeyVerdict.Trusted))]
    [InlineData("[h]:2222 ssh-ed25519 {same}\n@revoked h ssh-ed25519 {same}", typeof(HostKeyVerdict.Revoked))]
    public void Off_port_22_the_bare_name_may_let_in_but_never_accuses(string text, Type verdict)
    {
        var pin = File(text.Replace("{same}", Base64, StringComparison.Ordinal).Replace("{other}", Base64[..^1] + "M", StringComparison.Ordinal));

        Assert.IsType(verdict, pin.Judge("h", 2222, Key));
    }

    [Fact]
    public void A_certificate_authority_alone_is_not_enough()
    {
        var pin = File($"@cert-authority * ssh-ed25519 {Base64}");

        Assert.Equal(new HostKeyVerdict.AuthorityOnly("known_hosts:1"), pin.Judge("h", 22, Key));
        Assert.Empty(pin.PreferredTypes("h", 22));
    }

    [Fact]
    public void A_missing_entry_names_the_file_the_host_and_the_lines_that_cannot_be_read()
    {
        var verdict = File($"other ssh-ed25519 {Base64}\nh ssh-ed25519 broken").Judge("h", 2222, Key);

        Assert.Equal(new HostKeyVerdict.Unpinned("known_hosts has no entry for [h]:2222 (line 2 of it can't be read)"), verdict);
    }

    private static HostKeyPin.File File(string text) => new("known_hosts", KnownHosts.Parse(text), "");
}
