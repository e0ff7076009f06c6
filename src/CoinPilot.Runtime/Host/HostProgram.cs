using System.Globalization;
using System.IO.Compression;
using System.Text;
using CoinPilot.Hosts;

namespace CoinPilot.Host;

/// <summary>The program that runs on the host (host.sh), and the one bootstrap that brings it there.</summary>
/// <remarks>
/// A shell that reads its program from standard input reads ahead and would run the payload as commands. So the
/// program's bytes are counted off into a file first; what follows them is the payload. They travel packed: what is sent
/// before the first answer then fits into what TCP sends without waiting.
/// </remarks>
public static class HostProgram
{
    private static readonly Lazy<byte[]> Bytes = new(Load);

    private static readonly Lazy<byte[]> PackedBytes = new(Pack);

    /// <summary>The text of host.sh, which a release keeps a copy of.</summary>
    public static string Text => Encoding.UTF8.GetString(Bytes.Value);

    /// <summary>The bytes of host.sh as they travel.</summary>
    public static byte[] Packed => PackedBytes.Value;

    /// <summary>The command line that runs <paramref name="verb"/>; its standard input is <see cref="Packed"/>, then the payload.</summary>
    public static string Bootstrap(string verb, IEnumerable<string> arguments, bool asRoot)
    {
        // The trap keeps this shell until the program has ended, so that the file goes; a child starts without it.
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"trap : HUP INT TERM PIPE; f=$(mktemp) && head -c {Packed.Length} | gzip -d >\"$f\" && sh \"$f\" \"$@\"; r=$?; rm -f \"$f\"; exit $r");
        string[] shell = ["-c", script, "coinpilot", verb, .. arguments];
        return (asRoot ? RemoteCommand.Of("sh", shell) : RemoteCommand.Of("sudo", ["-n", "sh", .. shell])).ToShell();
    }

    private static byte[] Load()
    {
        using var stream = typeof(HostProgram).Assembly.GetManifestResourceStream("host.sh")
            ?? throw new InvalidOperationException("host.sh is not part of this assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Pack()
    {
        using MemoryStream packed = new();
        using (GZipStream packer = new(packed, CompressionLevel.SmallestSize))
        {
            packer.Write(Bytes.Value);
        }

        return packed.ToArray();
    }
}
