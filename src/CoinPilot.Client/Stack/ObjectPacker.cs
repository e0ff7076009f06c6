using System.Formats.Tar;
using System.Security.Cryptography;
using CoinPilot.Releases;

namespace CoinPilot.Stack;

/// <summary>The packing of a file or folder into its canonical tar: sorted, no times, no owners, modes 644 and 755.</summary>
/// <remarks>Equal content gives equal bytes on every machine, so the digest decides whether a host has it already (D040).</remarks>
public sealed class ObjectPacker(string temporaryFolder, GitTree git)
{
    public Task<PackedObject> PackAsync(ShippedPath path, CancellationToken ct) => Task.Run(() => Pack(path, ct), ct);

    private PackedObject Pack(ShippedPath path, CancellationToken ct)
    {
        PrivateFolder.Create(temporaryFolder);
        var draft = Path.Combine(temporaryFolder, Path.GetRandomFileName());
        var isFile = File.Exists(path.LocalPath);
        var entries = isFile ? [Path.GetFileName(path.LocalPath)] : Entries(path);
        var root = isFile ? Path.GetDirectoryName(path.LocalPath)! : path.LocalPath;
        using (var file = File.Create(draft))
        {
            using var tar = new TarWriter(file, TarEntryFormat.Gnu);
            foreach (var name in entries)
            {
                ct.ThrowIfCancellationRequested();
                Write(tar, isFile ? Content(path.LocalPath) : Path.Combine(root, name), name);
            }
        }

        string digest;
        using (var read = File.OpenRead(draft))
        {
            digest = Convert.ToHexStringLower(SHA256.HashData(read));
        }

        var final = Path.Combine(temporaryFolder, digest + ".tar");
        File.Move(draft, final, overwrite: true);
        return new(digest, isFile ? entries[0] : "", final, new FileInfo(final).Length);
    }

    // A single file that is a link travels as what it points to; on the host the link would lead nowhere.
    internal static string Content(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>The names of what would travel of a folder.</summary>
    internal static IEnumerable<string> NamesIn(ShippedPath path) => Entries(path);

    private static List<string> Entries(ShippedPath path)
    {
        var ignore = path.Use == ShippedUse.BuildContext ? IgnoreOf(path) : DockerIgnore.None;
        var dockerfile = path.Dockerfile ?? "Dockerfile";
        var entries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in Walk(path.LocalPath, "", CanHoldKept))
        {
            if (name == dockerfile || !ignore.Excludes(name))
            {
                entries.Add(name);
                // A kept file brings its folders, ignored or not: without an entry they would get a mode by chance.
                for (var at = name.LastIndexOf('/'); at > 0; at = name.LastIndexOf('/', at - 1))
                {
                    entries.Add(name[..at]);
                }
            }
        }

        return [.. entries];

        bool CanHoldKept(string folder) => !ignore.ExcludesAllBelow(folder) || dockerfile.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    // Folders before what is in them; a link is an entry, never a way in. Nothing is looked for where nothing can
    // be kept: such a folder may be unreadable, or large.
    private static IEnumerable<string> Walk(string root, string folder, Func<string, bool> canHoldKept)
    {
        foreach (var info in new DirectoryInfo(Path.Combine(root, folder)).EnumerateFileSystemInfos())
        {
            var name = folder.Length == 0 ? info.Name : $"{folder}/{info.Name}";
            yield return name;
            if (info is DirectoryInfo { LinkTarget: null } && canHoldKept(name))
            {
                foreach (var below in Walk(root, name, canHoldKept))
                {
                    yield return below;
                }
            }
        }
    }

    private static DockerIgnore IgnoreOf(ShippedPath path) => DockerIgnore.Of(
        path.LocalPath, Path.Combine(path.LocalPath, path.Dockerfile ?? "Dockerfile"),
        file => SourceFile.Exists(file) ? SourceFile.Text(file) : null);

    private void Write(TarWriter tar, string path, string name)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is { } target)
        {
            tar.WriteEntry(Plain(new(TarEntryType.SymbolicLink, name) { LinkName = target }, UnixMode(0b111_111_111)));
        }
        else if (Directory.Exists(path))
        {
            tar.WriteEntry(Plain(new(TarEntryType.Directory, name + "/"), Executable));
        }
        else if (info.Exists && !SourceFile.IsSpecial(path))
        {
            using var content = File.OpenRead(path);
            tar.WriteEntry(Plain(new(TarEntryType.RegularFile, name) { DataStream = content }, IsExecutable(path, git) == true ? Executable : UnixMode(0b110_100_100)));
        }
        else
        {
            throw new DeploymentException($"{path} is neither a file nor a folder; it cannot travel to the host. Add it to .dockerignore or remove it.", FailureKind.BadInput);
        }
    }

    private static UnixFileMode Executable => UnixMode(0b111_101_101);

    /// <summary>The mode by which a file travels: git's, else its own; null where it has none.</summary>
    internal static bool? IsExecutable(string path, GitTree git) =>
        git.Modes.TryGetValue(path.Replace('\\', '/'), out var executable)
            ? executable
            : OperatingSystem.IsWindows() ? null : (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;

    private static UnixFileMode UnixMode(int bits) => (UnixFileMode)bits;

    private static GnuTarEntry Plain(GnuTarEntry entry, UnixFileMode mode)
    {
        entry.Mode = mode;
        entry.Uid = 0;
        entry.Gid = 0;
        entry.UserName = "";
        entry.GroupName = "";
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        entry.AccessTime = default;
        entry.ChangeTime = default;
        return entry;
    }
}
