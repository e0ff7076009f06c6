using Xunit;

namespace CoinPilot.Transport;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LoginKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coinpilot-keys-").FullName;

    private string KeyPath => Path.Combine(_folder, "key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa")]
    [InlineData("rsa")]
    [InlineData("rsa", "-m", "PEM")]
    [InlineData("rsa", "-m", "PKCS8")]
    public async Task A_key_opens_with_its_passphrase_and_offers_one_algorithm(string type, params string[] format)
    {
        await KeyGen.MakeAsync(KeyPath, type, "geheim", format);

        using var key = LoginKey.Load(KeyPath, "geheim");

        Assert.Single(key.HostKeyAlgorithms);
        Assert.Contains(" SHA256:", key.Fingerprint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("rsa", "-m", "PEM")]
    [InlineData("rsa", "-m", "PKCS8")]
    public async Task A_missing_or_wrong_passphrase_is_bad_input_and_never_shown(string type, params string[] format)
    {
        await KeyGen.MakeAsync(KeyPath, type, "geheim", format);

        var missing = Refused(null);
        var wrong = Refused("falsch123");

        Assert.Contains("is encrypted and no passphrase was given. Next: set COINPILOT_SSH_KEY_PASSPHRASE", missing, StringComparison.Ordinal);
        Assert.Contains("can't be opened with the given passphrase", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("falsch123", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0b110_000_000, null)]
    [InlineData(0b100_000_000, null)]
    [InlineData(0b110_100_000, "640")]
    [InlineData(0b110_000_100, "604")]
    [InlineData(0b110_010_000, "620")]
    public void A_key_that_others_can_open_is_said_with_the_command_that_mends_it(int mode, string? shown)
    {
        var path = Path.Combine(_folder, "key");
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), path);

        Assert.All(new[] { path, Path.Combine(_folder, "link") }, key =>
        {
            if (shown is null)
            {
                Assert.Null(LoginKey.OpenToOthers(key));
                return;
            }

            Assert.Contains($"(mode {shown})", LoginKey.OpenToOthers(key), StringComparison.Ordinal);
            Assert.Contains($"chmod 600 {key}", LoginKey.OpenToOthers(key), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_missing_file_is_named_with_its_whole_path() =>
        Assert.Contains($"the key file {KeyPath} does not exist. Next: ", Refused(null), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_no_key() =>
        Assert.Contains("can't be read", Assert.Throws<DeploymentException>(() => LoginKey.Load(_folder, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_key_is_said_to_be_none()
    {
        File.WriteAllText(KeyPath, "not a key");

        Assert.Contains("is not a private key that can be used", Refused(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spaces", "has spaces where its newlines were. Next: paste the secret again")]
    [InlineData("nothing", "has lost its newlines")]
    [InlineData("literal", "has the two characters \\n where its newlines were")]
    [InlineData("indented", "has indented lines")]
    [InlineData("base64", "is a private key in base64. Next: decode it first: base64 -d")]
    [InlineData("quoted", "stands in quotes")]
    [InlineData("cut", "is cut off")]
    [InlineData("body", "lacks its first line")]
    [InlineData("empty", "is empty")]
    public async Task What_a_secret_has_made_of_a_key_is_named(string way, string said)
    {
        await KeyGen.MakeAsync(KeyPath, "ed25519");
        var key = await File.ReadAllTextAsync(KeyPath, TestContext.Current.CancellationToken);
        var lines = key.TrimEnd('\n').Split('\n');
        await File.WriteAllTextAsync(KeyPath, way switch
        {
            "spaces" => string.Join(' ', lines),
            "nothing" => string.Concat(lines),
            "literal" => string.Join("\\n", lines),
            "indented" => string.Join("\n    ", lines),
            "base64" => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(key), Base64FormattingOptions.InsertLineBreaks),
            "quoted" => $"\"{key}\"",
            "cut" => string.Join('\n', lines[..^1]),
            "body" => string.Join('\n', lines[1..]),
            _ => "\n",
        }, TestContext.Current.CancellationToken);

        var message = Refused(null);

        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain(lines[1], message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "")]
    [InlineData("\n", "\n\n\n")]
    public async Task What_is_unambiguous_is_taken(string between, string behind)
    {
        await KeyGen.MakeAsync(KeyPath, "ed25519");
        var lines = (await File.ReadAllLinesAsync(KeyPath, TestContext.Current.CancellationToken)).Where(line => line.Length > 0);
        await File.WriteAllTextAsync(KeyPath, "\uFEFF" + string.Join(between, lines) + behind, TestContext.Current.CancellationToken);

        using var key = LoginKey.Load(KeyPath, null);

        Assert.Contains("ED25519 SHA256:", key.Fingerprint, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_public_half_is_told_apart()
    {
        await KeyGen.MakeAsync(KeyPath, "ed25519");
        File.Move(KeyPath + ".pub", KeyPath, overwrite: true);

        Assert.Contains("is a public key. Next: --ssh-key takes the private one", Refused(null), StringComparison.Ordinal);
    }

    private string Refused(string? passphrase)
    {
        var error = Assert.Throws<DeploymentException>(() => LoginKey.Load(KeyPath, passphrase));
        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        return error.Message;
    }
}
