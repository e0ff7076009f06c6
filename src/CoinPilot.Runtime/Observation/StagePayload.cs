using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Observation;

/// <summary>What travels to the host for one release: a tar of its files and of the objects that the host lacks.</summary>
public sealed record StagePayload(string TarPath, long Length, string Digest)
{
    public static async Task<StagePayload> WriteAsync(
        string temporaryFolder,
        IReadOnlyDictionary<string, byte[]> releaseFiles,
        IEnumerable<PackedObject> objects,
        CancellationToken ct)
    {
        PrivateFolder.Create(temporaryFolder);
        var path = Path.Combine(temporaryFolder, "stage-" + Path.GetRandomFileName());
        await using (var file = File.Create(path))
        {
            // The payload may hold a shipped .env.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            await using var tar = new TarWriter(file, TarEntryFormat.Gnu);
            foreach (var (name, content) in releaseFiles.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                using var data = new MemoryStream(content, writable: false);
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, $"release/{name}") { DataStream = data }, ct).ConfigureAwait(false);
            }

            foreach (var packed in objects.DistinctBy(packed => packed.Digest))
            {
                await using var data = File.OpenRead(packed.TarPath);
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, $"objects/{packed.Digest}.tar") { DataStream = data }, ct).ConfigureAwait(false);
            }
        }

        await using var written = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, ct).ConfigureAwait(false));
        return new(path, written.Length, digest);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
