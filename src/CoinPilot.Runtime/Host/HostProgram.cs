using System.Globalization;
using System.Text;
using CoinPilot.Hosts;

namespace CoinPilot.Host;

/// <summary>The program that runs on the host (host.sh), and the one bootstrap that brings it there.</summary>
/// <remarks>
/// A shell that reads its program from standard input reads ahead and would run the payload as commands. So the
/// program's bytes are counted off into a file first; what follows them is the payload.
/// </remarks>
public static class HostProgram
{
    private static readonly Lazy<byte[]> Bytes = new(Load);

    /// <summary>The text of host.sh, which a release keeps a copy of.</summary>
    public static string Text => Encoding.UTF8.GetString(Bytes.Value);

    /// <summary>The bytes of host.sh.</summary>
    public static byte[] Program => Bytes.Value;

    /// <summary>The command line that runs <paramref name="verb"/>; its standard input is <see cref="Program"/>, then the payload.</summary>
    public static string Bootstrap(string verb, IEnumerable<string> arguments, bool asRoot)
    {
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"f=$(mktemp) && head -c {Bytes.Value.Length} >\"$f\" && sh \"$f\" \"$@\"; r=$?; rm -f \"$f\"; exit $r");
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
}
