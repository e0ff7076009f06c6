using System.Formats.Tar;
using System.Security.Cryptography;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Previewing;

/// <summary>
/// The release that a preview is about, in memory, where only root looks: its own files, and the env files that travel with it.
/// Everything else that it refers to is only named. Gone with the preview.
/// </summary>
internal sealed class PreviewScratch : IDisposable
{
    private const string Name = "coinpilot-preview.";
    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;

    // Left by one that was killed.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly IHostFiles files;

    /// <param name="memory">Where what only lasts as long as the host runs lies.</param>
    public PreviewScratch(IHostFiles files, DateTimeOffset now, string memory = "/run")
    {
        this.files = files;
        foreach (var old in files.List(memory).Where(path => Path.GetFileName(path).StartsWith(Name, StringComparison.Ordinal) && now - files.Entry(path)?.ModifiedAt > Abandoned))
        {
            files.RemoveTree(old);
        }

        Folder = $"{memory}/{Name}{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        files.MakeFolder(Folder, FolderMode);
    }

    public string Folder { get; }

    /// <summary>The release's own files.</summary>
    public string Release => $"{Folder}/release";

    public string Objects => $"{Folder}/objects";

    /// <summary>Throws <see cref="VerbFailedException"/> (2) on an upload that is damaged or none.</summary>
    public async Task UnpackAsync(RequestPayload payload, CancellationToken ct)
    {
        using var hash = SHA256.Create();
        await using CryptoStream content = new(payload.Content, hash, CryptoStreamMode.Read);
        try
        {
            await UnpackAsync(content, Folder, ct).ConfigureAwait(false);
            await content.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or IOException)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the upload could not be unpacked: {error.Message}", $"see whether the disk is full: df -h {Folder}", error);
        }

        if (payload.Digest is { } digest && Convert.ToHexStringLower(hash.Hash!) != digest)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the upload is damaged: its sha256 is not {digest}", "run the command again");
        }
    }

    public void Dispose() => files.RemoveTree(Folder);

    private async Task UnpackAsync(Stream tar, string folder, CancellationToken ct)
    {
        await using TarReader reader = new(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, ct).ConfigureAwait(false) is { } entry)
        {
            var path = PathIn(folder, entry.Name);
            if (entry.EntryType == TarEntryType.Directory)
            {
                files.MakeFolder(path, FolderMode);
            }
            else if (path.StartsWith($"{Objects}/", StringComparison.Ordinal) && folder == Folder && path.EndsWith(".tar", StringComparison.Ordinal))
            {
                await UnpackAsync(entry.DataStream ?? Stream.Null, path[..^".tar".Length], ct).ConfigureAwait(false);
            }
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                using MemoryStream content = new();
                await (entry.DataStream ?? Stream.Null).CopyToAsync(content, ct).ConfigureAwait(false);
                files.MakeFolder(Path.GetDirectoryName(path)!, FolderMode);
                files.Write(path, content.ToArray(), DurableFiles.Private);
            }
            else
            {
                throw new InvalidDataException($"{entry.Name} is neither a file nor a folder");
            }
        }
    }

    private static string PathIn(string folder, string name)
    {
        var path = Path.GetFullPath(name, folder);
        return path.StartsWith($"{folder}/", StringComparison.Ordinal) ? path.TrimEnd('/') : throw new InvalidDataException($"{name} leads elsewhere");
    }
}
