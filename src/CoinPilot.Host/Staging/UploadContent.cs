using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;

namespace CoinPilot.Agent.Staging;

/// <summary>An upload unpacked: the files of the release's folder, and objects, each of which has the digest that it is called by.</summary>
internal sealed partial class UploadContent(TransactionParts parts, string work)
{
    private const string ReleasePrefix = "release/";

    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;

    private readonly IHostFiles files = parts.Host.Files;
    private readonly ObjectStore store = new(parts.Host.Files, parts.Places);
    private bool hasObjects;

    /// <summary>Throws <see cref="VerbFailedException"/> (2) on what can't be unpacked.</summary>
    public void Unpack(string upload, CancellationToken ct)
    {
        try
        {
            using var archive = files.Open(upload);
            using TarReader reader = new(archive);
            UnpackedFolder release = new(files, $"{work}/release", takesLinks: false);
            while (reader.GetNextEntry() is { } entry)
            {
                ct.ThrowIfCancellationRequested();
                Take(entry, release, ct);
            }

            release.End();
            if (hasObjects)
            {
                store.Sync();
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FormatException)
        {
            throw new VerbFailedException(
                FailureKind.BadInput, $"the upload could not be unpacked: {error.Message}", $"see whether the disk is full: df -h {parts.Places.Base}", error);
        }
    }

    private void Take(TarEntry entry, UnpackedFolder release, CancellationToken ct)
    {
        if (ObjectName().Match(entry.Name) is { Success: true } name && entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
        {
            TakeObject(name.Groups["digest"].Value, entry.DataStream ?? Stream.Null, ct);
        }
        else if (entry.Name.StartsWith(ReleasePrefix, StringComparison.Ordinal))
        {
            if (entry.Name.Length > ReleasePrefix.Length)
            {
                release.Add(entry, entry.Name[ReleasePrefix.Length..]);
            }
        }
        else if (entry.EntryType != TarEntryType.Directory)
        {
            throw new InvalidDataException($"{entry.Name} is no part of a release");
        }
    }

    private void TakeObject(string digest, Stream content, CancellationToken ct)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != digest)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the object {digest} is damaged", "run the command again");
        }

        if (store.Has(digest))
        {
            return;
        }

        content.Position = 0;
        var folder = $"{work}/object";
        files.RemoveTree(folder);
        files.MakeFolder(folder, Readable);
        using TarReader reader = new(content, leaveOpen: true);
        UnpackedFolder unpacked = new(files, folder, takesLinks: true);
        while (reader.GetNextEntry() is { } entry)
        {
            ct.ThrowIfCancellationRequested();
            unpacked.Add(entry, entry.Name);
        }

        unpacked.End();
        store.Put(folder, digest);
        hasObjects = true;
    }

    [GeneratedRegex(@"\Aobjects/(?<digest>[0-9a-f]{64})\.tar\z")]
    private static partial Regex ObjectName();
}
