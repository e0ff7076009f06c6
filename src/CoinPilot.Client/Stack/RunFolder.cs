using System.Collections.Concurrent;

namespace CoinPilot.Stack;

/// <summary>A process's own folder for what it packs, which may hold secrets: gone when the process ends, however that is.</summary>
/// <remarks>
/// One that was killed can't clear up: the next one does. It knows the dead by their lock, a file beside the folder, which
/// the system gives up with the process; the lock is there before the folder.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    private const string LockExtension = ".lock";

    private static readonly ConcurrentDictionary<string, Lazy<RunFolder>> Opened = new(StringComparer.Ordinal);

    private readonly FileStream held;

    private RunFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    /// <summary>This process's folder below <paramref name="parent"/>, made when it is first asked for.</summary>
    public static string In(string parent) => Opened.GetOrAdd(parent, x => new(() => ForThisProcess(x))).Value.Path;

    /// <summary>A new one, after what dead processes left there is gone.</summary>
    public static RunFolder Open(string parent)
    {
        PrivateFolder.Create(parent);
        ClearDead(parent);
        var path = System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName());
        var held = TryHold(path) ?? throw new IOException($"{path}{LockExtension} is held by another process.");
        PrivateFolder.Create(path);
        return new(path, held);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        held.Dispose();
    }

    private static RunFolder ForThisProcess(string parent)
    {
        var folder = Open(parent);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private static void ClearDead(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent))
        {
            using var held = TryHold(folder);
            if (held is not null && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        // A version before this one packed into the parent itself.
        foreach (var file in Directory.GetFiles(parent).Where(x => System.IO.Path.GetExtension(x) != LockExtension && File.GetLastWriteTimeUtc(x) < DateTime.UtcNow.AddHours(-1)))
        {
            File.Delete(file);
        }
    }

    // Null while another process has it.
    private static FileStream? TryHold(string folder)
    {
        try
        {
            return new(folder + LockExtension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
