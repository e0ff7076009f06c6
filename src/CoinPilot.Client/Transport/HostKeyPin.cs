using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Stack;

namespace CoinPilot.Transport;

/// <summary>The operator's word on which key a host has: fingerprints, or a known_hosts file.</summary>
public abstract record HostKeyPin
{
    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private HostKeyPin()
    {
    }

    /// <summary>Reads <c>SHA256:…</c> or the file that the text names; a missing file is a pin that trusts nothing.</summary>
    public static HostKeyPin Load(string text)
    {
        var words = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(w => w.StartsWith("SHA256:", StringComparison.OrdinalIgnoreCase)))
        {
            return new Fingerprints([.. words.Select(ParseFingerprint)]);
        }

        if (words.Any(w => w.StartsWith("MD5:", StringComparison.OrdinalIgnoreCase)))
        {
            throw Invalid(text, "an MD5 fingerprint proves nothing");
        }

        var path = SshDefaults.ExpandHome(text.Trim());
        return path.Length == 0 ? new File(text, null, "no host key is given") : LoadFile(path);
    }

    /// <summary>The verdict on a key that the host showed.</summary>
    public abstract HostKeyVerdict Judge(string host, int port, HostKey seen);

    /// <summary>The key types to ask the host for first, so that it shows the key that is pinned.</summary>
    public abstract ImmutableArray<string> PreferredTypes(string host, int port);

    private static File LoadFile(string path)
    {
        try
        {
            return new File(path, KnownHosts.Parse(SmallFile.Text("The known_hosts file", path, 64, "give --ssh-host-key SHA256:…, or another file")), "");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new File(path, null, $"{path} does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new File(path, null, $"{path} can't be read: {e.Message}");
        }
    }

    private static string ParseFingerprint(string word)
    {
        var digest = word.StartsWith("SHA256:", StringComparison.OrdinalIgnoreCase) ? word[7..].TrimEnd('=') : "";
        return digest.Length == 43 && !digest.AsSpan().ContainsAnyExcept(Base64)
            ? "SHA256:" + digest
            : throw Invalid(word, "a fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it");
    }

    private static DeploymentException Invalid(string text, string why) => new(
        $"--ssh-host-key '{text}' is not a host key pin: {why}. Give SHA256:… or the path of a known_hosts file.",
        FailureKind.BadInput);

    /// <summary>One or more fingerprints; the type of their keys is not known.</summary>
    public sealed record Fingerprints(ImmutableArray<string> Values) : HostKeyPin
    {
        public override HostKeyVerdict Judge(string host, int port, HostKey seen) =>
            Values.Contains(seen.Fingerprint) ? new HostKeyVerdict.Trusted()
            : new HostKeyVerdict.Mismatch([.. Values.Select(v => $"{v} (--ssh-host-key)")]);

        public override ImmutableArray<string> PreferredTypes(string host, int port) => [];
    }

    /// <summary>A known_hosts file; without content nothing in it is trusted.</summary>
    public sealed record File(string Path, KnownHosts? Content, string Problem) : HostKeyPin
    {
        public override HostKeyVerdict Judge(string host, int port, HostKey seen)
        {
            if (Content is null)
            {
                return new HostKeyVerdict.Unpinned(Problem);
            }

            var exact = Content.About(host, port);
            var entries = exact.AddRange(Content.AboutBareName(host, port));
            var trusted = exact.Where(e => e.Mark is KnownHostsMark.Trusted).ToList();
            return entries.FirstOrDefault(e => e.Mark is KnownHostsMark.Revoked && e.Key.Equals(seen)) is { } revoked ? new HostKeyVerdict.Revoked(At(revoked))
                : trusted.Exists(e => e.Key.Equals(seen)) ? new HostKeyVerdict.Trusted()
                : trusted.Count > 0 ? new HostKeyVerdict.Mismatch([.. trusted.Select(e => $"{e.Key} ({At(e)})")])
                : entries.Any(e => e.Mark is KnownHostsMark.Trusted && e.Key.Equals(seen)) ? new HostKeyVerdict.Trusted()
                : entries.FirstOrDefault(e => e.Mark is KnownHostsMark.CertificateAuthority) is { } authority ? new HostKeyVerdict.AuthorityOnly(At(authority))
                : new HostKeyVerdict.Unpinned(NoEntry(host, port));
        }

        public override ImmutableArray<string> PreferredTypes(string host, int port) => Content is null ? []
            : [.. Content.About(host, port).AddRange(Content.AboutBareName(host, port)).Where(e => e.Mark is KnownHostsMark.Trusted).Select(e => e.Key.Type).Distinct()];

        private string At(KnownHostsEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{Path}:{entry.Line}");

        private string NoEntry(string host, int port)
        {
            var unreadable = Content!.UnreadableLines.IsEmpty ? ""
                : $" (line {string.Join(", ", Content.UnreadableLines)} of it can't be read)";
            return $"{Path} has no entry for {KnownHosts.NameOf(host, port)}{unreadable}";
        }
    }
}
