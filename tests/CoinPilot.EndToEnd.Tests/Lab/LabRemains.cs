namespace CoinPilot.Lab;

/// <summary>Whatever on this machine still bears a lab's key: mounts, interfaces, namespaces, control groups, processes, files.</summary>
public static class LabRemains
{
    public static string KeyOf(LabHost host) => Path.GetFileName(Path.GetFullPath(Path.Combine(host.Folder, "..", "..")));

    public static IReadOnlyList<string> Of(LabHost host)
    {
        var key = KeyOf(host);
        string[] found =
        [
            .. File.ReadAllLines("/proc/mounts"),
            .. Names("/sys/class/net"),
            .. Names("/run/netns"),
            .. Names("/sys/fs/cgroup"),
            .. Names("/sys/fs/cgroup/unified"),
            .. Names("/run/systemd/nspawn/propagate"),
            .. Names("/run/systemd/nspawn/unix-export"),
            .. Names(Path.GetFullPath(Path.Combine(host.Folder, "..", "..", ".."))),
            .. Names(Path.GetFullPath(Path.Combine(host.Folder, "..", "..", "..", ".."))),
            .. Processes(),
        ];
        return [.. found.Where(x => x.Contains(key, StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    private static IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(x => char.IsAsciiDigit(Path.GetFileName(x)[0])))
        {
            string? line = null;
            try
            {
                line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It ended while we were looking.
                continue;
            }

            yield return line;
        }
    }
}
