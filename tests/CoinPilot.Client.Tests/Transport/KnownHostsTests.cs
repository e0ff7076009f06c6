using Xunit;

namespace CoinPilot.Transport;

public sealed class KnownHostsTests
{
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIMVWGSzaG2gyVPTOSsvvgMPqLkOTn6gQ3rJPPDxVjCZL";

    [Theory]
    [InlineData("example.org", "example.org", 22, true)]
    [InlineData("example.org", "EXAMPLE.org", 22, true)]
    [InlineData("example.org", "example.com", 22, false)]
    [InlineData("a,example.org,b", "example.org", 22, true)]
    [InlineData("*.example.org", "web.example.org", 22, true)]
    [InlineData("*.example.org", "example.org", 22, false)]
    [InlineData("10.0.0.?", "10.0.0.7", 22, true)]
    [InlineData("10.0.0.?", "10.0.0.17", 22, false)]
    [InlineData("*.example.org,!web.example.org", "web.example.org", 22, false)]
    [InlineData("!web.example.org,*.example.org", "web.example.org", 22, false)]
    [InlineData("!web.example.org", "db.example.org", 22, false)]
    [InlineData("[example.org]:2222", "example.org", 2222, true)]
    [InlineData("[example.org]:2222", "example.org", 22, false)]
    [InlineData("[example.org]:2222", "example.org", 2223, false)]
    [InlineData("[*.example.org]:*", "web.example.org", 2222, true)]
    [InlineData("[2001:db8::1]:2222", "2001:db8::1", 2222, true)]
    [InlineData("2001:db8::1", "2001:db8::1", 22, true)]
    [InlineData("example.org", "example.org", 2222, false)]
    public void A_line_speaks_of_the_hosts_that_it_names(string hosts, string host, int port, bool speaks)
    {
        var file = KnownHosts.Parse($"{hosts} ssh-ed25519 {Key} a comment");

        Assert.Equal(speaks, !file.About(host, port).IsEmpty);
    }

    [Fact]
    public void The_bare_name_is_another_name_only_off_port_22()
    {
        var file = KnownHosts.Parse($"h ssh-ed25519 {Key}\n[h]:2222 ssh-ed25519 {Key}");

        Assert.Equal([1], file.AboutBareName("h", 2222).Select(e => e.Line));
        Assert.Empty(file.AboutBareName("h", 22));
    }

    [Fact]
    public void Marks_comments_and_blank_lines_are_told_apart()
    {
        var file = KnownHosts.Parse($"# a comment\r\n\r\n  @revoked * ssh-ed25519 {Key}\r\n@cert-authority *\tssh-ed25519\t{Key}\nh ssh-ed25519 {Key}");

        Assert.Equal(
            [(KnownHostsMark.Revoked, 3), (KnownHostsMark.CertificateAuthority, 4), (KnownHostsMark.Trusted, 5)],
            file.Entries.Select(e => (e.Mark, e.Line)));
        Assert.Empty(file.UnreadableLines);
    }

    [Theory]
    [InlineData("h")]
    [InlineData("h ssh-ed25519")]
    [InlineData("h ssh-ed25519 not-base64")]
    [InlineData("h ssh-rsa " + Key)]
    [InlineData("@unknown h ssh-ed25519 " + Key)]
    [InlineData("@revoked ssh-ed25519 " + Key)]
    [InlineData("|2|abc|def ssh-ed25519 " + Key)]
    [InlineData("|1|abc ssh-ed25519 " + Key)]
    [InlineData("|1|###|### ssh-ed25519 " + Key)]
    [InlineData(", ssh-ed25519 " + Key)]
    [InlineData("h ssh-ed25519 AAAA")]
    public void An_unreadable_line_trusts_nobody_and_is_remembered(string line)
    {
        var file = KnownHosts.Parse($"# first\n{line}");

        Assert.Empty(file.Entries);
        Assert.Equal([2], file.UnreadableLines);
    }

    [Fact]
    public async Task Names_that_ssh_keygen_hashed_are_found()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("coinpilot-hosts-").FullName, "known_hosts");
        await File.WriteAllTextAsync(path, $"Example.org ssh-ed25519 {Key}\n[example.org]:2222 ssh-ed25519 {Key}\n", TestContext.Current.CancellationToken);
        await KeyGen.RunAsync("-H", "-f", path);

        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var file = KnownHosts.Parse(text);

        Assert.StartsWith("|1|", text, StringComparison.Ordinal);
        Assert.Equal([1], file.About("EXAMPLE.org", 22).Select(e => e.Line));
        Assert.Equal([2], file.About("example.org", 2222).Select(e => e.Line));
        Assert.Empty(file.About("example.com", 22));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
