using CoinPilot.Stack;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace CoinPilot.Transport;

/// <summary>The private key that logs in, offered under exactly one signature algorithm.</summary>
public sealed class LoginKey : IPrivateKeySource, IDisposable
{
    private readonly PrivateKeyFile _file;

    private LoginKey(string path, PrivateKeyFile file)
    {
        Path = path;
        _file = file;

        // With one algorithm SSH.NET signs at once; with an RSA key's three it asks first, a round trip for each.
        var algorithm = file.HostKeyAlgorithms.FirstOrDefault(a => a.Name == "rsa-sha2-512") ?? file.HostKeyAlgorithms.First();
        HostKeyAlgorithms = [algorithm];
        Fingerprint = HostKey.TryRead(algorithm.Data, out var key) ? key!.ToString() : algorithm.Name;
    }

    public string Path { get; }

    /// <summary>The public half's type and SHA256 fingerprint.</summary>
    public string Fingerprint { get; }

    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; }

    public static LoginKey Load(string keyFile, string? passphrase)
    {
        var path = SshDefaults.ExpandHome(keyFile);
        var content = Read(path);
        if (content.AsSpan().StartsWith("ssh-"u8) || content.AsSpan().StartsWith("ecdsa-"u8))
        {
            throw Refused($"{path} is a public key", "--ssh-key takes the private one, the file without .pub");
        }

        try
        {
            using var stream = new MemoryStream(content, writable: false);
            return new LoginKey(path, new PrivateKeyFile(stream, passphrase));
        }
        catch (Exception) when (KeyShape.Fault(content) is not null)
        {
            var (what, next) = KeyShape.Fault(content)!.Value;
            throw Refused($"the key {path} {what}", next);
        }
        catch (Exception e) when (e is SshPassPhraseNullOrEmptyException || (string.IsNullOrEmpty(passphrase) && content.AsSpan().IndexOf("ENCRYPTED"u8) >= 0))
        {
            throw Refused($"the key {path} is encrypted and no passphrase was given", "set COINPILOT_SSH_KEY_PASSPHRASE (never on the command line)");
        }
        catch (Exception e) when (!string.IsNullOrEmpty(passphrase))
        {
            // A wrong passphrase shows as padding, check bytes or ASN.1 errors, by key format.
            throw Refused($"the key {path} can't be opened with the given passphrase ({e.Message})", $"check it with: ssh-keygen -y -f {path}");
        }
        catch (Exception e)
        {
            throw Refused($"{path} is not a private key that can be used ({e.Message})", $"check it with: ssh-keygen -y -f {path}; make one with: ssh-keygen -t ed25519");
        }
    }

    /// <summary>What OpenSSH refuses such a key for; null where only its owner can read or write it.</summary>
    public static string? OpenToOthers(string keyFile)
    {
        var path = SshDefaults.ExpandHome(keyFile);
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        var mode = File.GetUnixFileMode(path) & (UnixFileMode)0b111_111_111;
        return (mode & (UnixFileMode)0b000_111_111) == 0 ? null
            : $"others on this machine can read or change the key {path} (mode {Convert.ToString((int)mode, 8)}), and OpenSSH would not use it. Next: chmod 600 {path}";
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Read(string path)
    {
        try
        {
            return SmallFile.Bytes("The key", path, 1, "--ssh-key takes the file of a private key");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused($"the key file {path} does not exist", "give another one with --ssh-key, or make it with: ssh-keygen -t ed25519");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused($"the key file {path} can't be read ({e.Message})", $"check it with: ls -l {path}");
        }
    }

    private static DeploymentException Refused(string what, string next) =>
        new($"No login: {what}. Next: {next}.", FailureKind.BadInput);
}
