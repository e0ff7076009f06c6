using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Stack;

/// <summary>How many bytes of the source tree a release holds, asked of the file system before any of them is read. A hole in a file counts: it is read too.</summary>
public sealed record ContentSize(Int128 Bytes, string Largest, long LargestBytes)
{
    private const long Most = 4L << 30;

    // What is less is read in a second or two.
    private const long WorthAWord = 256L << 20;

    public static ContentSize Of(IEnumerable<ShippedPath> paths)
    {
        ContentSize size = new(0, "", 0);
        foreach (var path in paths)
        {
            var files = File.Exists(path.LocalPath) ? [ObjectPacker.Content(path.LocalPath)] : ObjectPacker.NamesIn(path).Select(name => Path.Combine(path.LocalPath, name));
            foreach (var file in files)
            {
                // Below a folder a link travels as a link.
                if (new FileInfo(file) is { Exists: true, LinkTarget: null } info)
                {
                    size = size.With(info.FullName, info.Length);
                }
            }
        }

        return size;
    }

    /// <summary>A line for whoever waits meanwhile; null where the wait is short.</summary>
    public string? Announcement => Bytes < WorthAWord ? null
        : $"{Text(Bytes)} of content belong to this stack and are read for a release, the largest file is {Named}";

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) for more than a release holds (D038).</summary>
    public void RefuseTooMuch()
    {
        if (Bytes > Most)
        {
            throw Refused($"The build contexts, mounted files, configs and secrets of this stack are {Text(Bytes)}, more than the {Text(Most)} that a release holds");
        }
    }

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) when the host has no room to take what it lacks and to unpack it.</summary>
    public void RefuseWithoutRoom(string host, long lackingBytes, long freeKib)
    {
        if (freeKib > 0 && lackingBytes / 512 > freeKib)
        {
            throw Refused($"{Text(lackingBytes)} of content would travel to {host} and be unpacked there, and only {Text((Int128)freeKib << 10)} are free under /var/lib");
        }
    }

    private string Named => $"{Largest} ({Text(LargestBytes)})";

    private ContentSize With(string file, long bytes) => bytes > LargestBytes ? new(Bytes + bytes, file, bytes) : this with { Bytes = Bytes + bytes };

    private DeploymentException Refused(string why) => new(
        $"{why}; the largest file is {Named}. Next: leave out what no image needs, with .dockerignore; keep data on the host, and mount it by its absolute path there.",
        FailureKind.BadInput);

    private static string Text(Int128 bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)bytes >> 20} MiB");
}
