using System.Globalization;
using System.IO.Compression;
using System.Text;
using CoinPilot.Hosts;

namespace CoinPilot.Host.Shell;

/// <summary>The program that runs on the host (host.sh), and the one bootstrap that brings it there.</summary>
/// <remarks>
/// A shell that reads its program from standard input reads ahead and would run the payload as commands. So the
/// program's bytes are counted off into a file first; what follows them is the payload. They travel packed: what is sent
/// before the first answer then fits into what TCP sends without waiting.
/// </remarks>
public static class HostProgram
{
    // How each part begins, for shellcheck; its title follows.
    private const string Directive = "# shellcheck shell=sh  # ";

    private static readonly Lazy<string> Joined = new(Join);

    private static readonly Lazy<byte[]> PackedBytes = new(Pack);

    /// <summary>The text of host.sh with its parts, which a release keeps a copy of.</summary>
    public static string Text => Joined.Value;

    /// <summary>The bytes of host.sh as they travel.</summary>
    public static byte[] Packed => PackedBytes.Value;

    /// <summary>The command line that runs <paramref name="verb"/>; its standard input is <see cref="Packed"/>, then the payload.</summary>
    public static string Bootstrap(string verb, IEnumerable<string> arguments, bool asRoot)
    {
        // The trap keeps this shell until the program has ended, so that the file goes; a child starts without it.
        // What the login's shell has printed, a window's title say, may have no line end: it must not swallow the first line.
        // Into memory where root may and where there is room: neither a full disk nor a full /run must keep anybody from the way back.
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"echo; trap : HUP INT TERM PIPE; {{ f=$(mktemp /run/coinpilot-program.XXXXXX) && head -c {Text.Length * 2} /dev/zero >\"$f\"; }} 2>/dev/null || {{ rm -f \"$f\"; f=$(mktemp); }} && head -c {Packed.Length} | gzip -d >\"$f\" && env -i /bin/sh \"$f\" clean \"$@\"; r=$?; rm -f \"$f\"; exit $r");
        string[] shell = ["-c", script, "coinpilot", verb, .. arguments];
        return (asRoot ? RemoteCommand.Of("sh", shell) : RemoteCommand.Of("sudo", ["-n", "sh", .. shell])).ToShell();
    }

    // host.sh names its parts as a shell would read them; on the host it is one file.
    private static string Join()
    {
        const string Part = ". program/";
        StringBuilder program = new(160 * 1024);
        foreach (var line in Read("host.sh").AsSpan().EnumerateLines())
        {
            program.Append(line.StartsWith(Part, StringComparison.Ordinal) ? Read(line[". ".Length..].ToString()).Replace(Directive, "\n# --- ", StringComparison.Ordinal) : line).Append('\n');
        }

        return program.ToString().TrimEnd('\n') + '\n';
    }

    private static string Read(string name)
    {
        using var stream = typeof(HostProgram).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of this assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static byte[] Pack()
    {
        using MemoryStream packed = new();
        using (GZipStream packer = new(packed, CompressionLevel.Optimal))
        {
            packer.Write(Encoding.UTF8.GetBytes(Text));
        }

        return packed.ToArray();
    }
}
