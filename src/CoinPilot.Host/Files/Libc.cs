using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CoinPilot.Agent.Files;

/// <summary>The calls of the C library that .NET has no form of.</summary>
internal static partial class Libc
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const uint Birth = 0x800;

    /// <summary>fsync(2) of a file or a folder. Throws <see cref="IOException"/>.</summary>
    public static void Sync(string path)
    {
        var file = Open(path, ReadOnly | CloseOnExec);
        Demand(file >= 0, path);
        var synced = FSync(file) == 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(file);
        if (!synced)
        {
            throw new IOException($"{path}: {new Win32Exception(error).Message}");
        }
    }

    /// <summary>syncfs(2). Throws <see cref="IOException"/>.</summary>
    public static void SyncFileSystem(string path)
    {
        var file = Open(path, ReadOnly | CloseOnExec);
        Demand(file >= 0, path);
        var synced = SyncFs(file) == 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(file);
        if (!synced)
        {
            throw new IOException($"{path}: {new Win32Exception(error).Message}");
        }
    }

    /// <summary>statx(2); null where nothing is.</summary>
    public static unsafe (uint Mode, int Owner, int Group, long Length, long ModifiedSeconds, long? BornSeconds)? Stat(string path, bool followsLinks)
    {
        // struct statx: 256 bytes, the same on every architecture.
        var bytes = stackalloc byte[256];
        if (StatX(CurrentFolder, path, followsLinks ? 0 : NoFollow, BasicStats | Birth, bytes) != 0)
        {
            const int NoEntry = 2, NotAFolder = 20, NameTooLong = 36, LinksInACircle = 40;
            return Marshal.GetLastPInvokeError() is NoEntry or NotAFolder or NameTooLong or LinksInACircle ? null : throw Failed(path);
        }

        return (*(ushort*)(bytes + 28), *(int*)(bytes + 20), *(int*)(bytes + 24), *(long*)(bytes + 40), *(long*)(bytes + 112),
            (*(uint*)bytes & Birth) != 0 ? *(long*)(bytes + 80) : null);
    }

    /// <summary>statvfs(3): KiB and inodes that are free for everybody's programs.</summary>
    public static unsafe (long Kib, long Inodes) Room(string path)
    {
        // struct statvfs of 64-bit glibc: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail.
        var words = stackalloc ulong[32];
        Demand(StatVfs(path, words) == 0, path);
        return ((long)(words[4] * words[1] / 1024), (long)words[7]);
    }

    /// <summary>rename(2), of files, folders and links. Throws <see cref="IOException"/>.</summary>
    public static void Rename(string path, string target) => Demand(RenameTo(path, target) == 0, path);

    /// <summary>renameat2(2) with RENAME_EXCHANGE; by its number, because glibc has it from 2.28 on only. Throws <see cref="IOException"/>.</summary>
    public static void Exchange(string path, string other)
    {
        const int Exchanges = 2;
        var number = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => 316,
            Architecture.Arm64 => 276,
            var unknown => throw new IOException($"{path}: nobody knows the number of renameat2 on {unknown}"),
        };
        Demand(SystemCall(number, CurrentFolder, path, CurrentFolder, other, Exchanges) == 0, path);
    }

    /// <summary>access(2).</summary>
    public static bool IsWritable(string path)
    {
        const int Write = 2;
        return Access(path, Write) == 0;
    }

    /// <summary>kill(2) with SIGKILL, of a whole group of processes; a group that is gone is none to kill.</summary>
    public static void KillGroup(int leader)
    {
        const int Kill = 9;
        _ = Signal(-leader, Kill);
    }

    private static void Demand(bool succeeded, string path)
    {
        if (!succeeded)
        {
            throw Failed(path);
        }
    }

    private static IOException Failed(string path) => new($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int file);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameTo(string path, string target);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, nint folder, string path, nint otherFolder, string other, nint flags);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatVfs(string path, ulong* result);
}
