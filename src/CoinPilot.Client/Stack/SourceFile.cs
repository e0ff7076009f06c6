using System.Formats.Tar;

namespace CoinPilot.Stack;

/// <summary>The reading of files that others may have made into something else: a pipe that never ends, a device, a dangling link.</summary>
internal static class SourceFile
{
    /// <summary>No file of a stack that is read here is nearly as long.</summary>
    private const int Longest = 64 << 20;

    private const int TypeOfHeader = 156;

    /// <summary>The file's bytes, or null and why there are none: `is not there`, `is a pipe`.</summary>
    public static byte[]? Read(string path, out string? trouble)
    {
        try
        {
            trouble = TroubleWith(path);
            if (trouble is not null)
            {
                return null;
            }

            var bytes = SmallFile.Read(path, Longest);
            trouble = bytes is null ? TooLong : null;
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble = $"can't be read ({e.Message.TrimEnd('.')})";
            return null;
        }
    }

    /// <summary>The file's first bytes, or null when there are none to read.</summary>
    public static byte[]? Beginning(string path, int most)
    {
        try
        {
            if (TroubleWith(path) is not null)
            {
                return null;
            }

            using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(most, file.Length)];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // what needs it says so
        }
    }

    /// <summary>The file's text; throws <see cref="DeploymentException"/> (exit 2) with why there is none.</summary>
    public static string Text(string path) => Read(path, out var trouble) is { } bytes
        ? SmallFile.Decode(bytes)
        : throw new DeploymentException($"{path} {trouble}.", FailureKind.BadInput);

    /// <summary>Whether something is there, at the end of all links, that is no folder.</summary>
    public static bool Exists(string path) => File.Exists(path) && (IsCircle(path) || File.Exists(Links.Resolve(path)));

    /// <summary>Whether it is a pipe, a device or a socket: opening one may never come back.</summary>
    public static bool IsSpecial(string path) => new FileInfo(path) is { Exists: true, Length: 0, LinkTarget: null } && TypeOf(path) is not TarEntryType.RegularFile;

    private static string TooLong => $"is longer than {Longest >> 20} MiB";

    private static string? TroubleWith(string path)
    {
        if (Directory.Exists(path))
        {
            return "is a folder";
        }

        var real = Links.Resolve(path);
        if (!File.Exists(real))
        {
            return real == path || !File.Exists(path) ? "is not there" : $"is a link to {real}, which is not there";
        }

        return IsCircle(path) ? "is a link to itself"
            : new FileInfo(real).Length > Longest ? TooLong
            : real != "/dev/null" && IsSpecial(real) ? $"is no file but {Name(TypeOf(real))}"
            : null;
    }

    private static bool IsCircle(string path) => new FileInfo(Links.Resolve(path)).LinkTarget is not null;

    private static string Name(TarEntryType? type) => type switch
    {
        TarEntryType.Fifo => "a pipe",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
        _ => "a socket",
    };

    // Of all that the framework has, only the writer of archives tells a pipe from a file without opening it.
    private static TarEntryType? TypeOf(string path)
    {
        using var header = new MemoryStream();
        try
        {
            using var tar = new TarWriter(header, TarEntryFormat.Gnu, leaveOpen: true);
            tar.WriteEntry(path, "entry");
        }
        catch (IOException)
        {
            // It has no entry for a socket.
            return null;
        }

        return (TarEntryType)header.GetBuffer()[TypeOfHeader];
    }
}
