using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Stack;

/// <summary>What travels to the host for one release: a tar of its files and of the objects that the host lacks.</summary>
public sealed record StagePayload(string TarPath, long Length, string Digest)
{
    /// <summary>Writes it on a thread of the pool; the asynchronous calls would compile ten times as much code at every start.</summary>
    public static Task<StagePayload> WriteAsync(
        string temporaryFolder,
        IReadOnlyDictionary<string, byte[]> releaseFiles,
        IEnumerable<PackedObject> objects,
        CancellationToken ct) =>
        Task.Run(() => Write(temporaryFolder, releaseFiles, objects, ct), ct);

    private static StagePayload Write(
        string temporaryFolder, IReadOnlyDictionary<string, byte[]> releaseFiles, IEnumerable<PackedObject> objects, CancellationToken ct)
    {
        PrivateFolder.Create(temporaryFolder);
        var path = Path.Combine(temporaryFolder, "stage-" + Path.GetRandomFileName());
        using (var file = File.Create(path))
        {
            // The payload may hold a shipped .env.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using var tar = new TarWriter(file, TarEntryFormat.Gnu);
            foreach (var name in releaseFiles.Keys.Order(StringComparer.Ordinal))
            {
                using var data = new MemoryStream(releaseFiles[name], writable: false);
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"release/{name}") { DataStream = data });
            }

            foreach (var packed in objects.DistinctBy(packed => packed.Digest))
            {
                ct.ThrowIfCancellationRequested();
                using var data = File.OpenRead(packed.TarPath);
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"objects/{packed.Digest}.tar") { DataStream = data });
            }
        }

        using var written = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(written));
        return new(path, written.Length, digest);
    }

    public FileStream Open() => File.OpenRead(TarPath);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
