using System.Text;
using CoinPilot.Agent.Files;
using Xunit;

namespace CoinPilot.Simulated;

/// <summary>The files in memory do what real ones do, and lose what was not synced.</summary>
public sealed class SimulatedFilesTests : IDisposable
{
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_000_000;

    private static readonly string[] Names = ["a", "b", "a/c", "b/d", "a/c/e", "missing/f"];

    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot-files-").FullName;
    private readonly SimulatedFiles files = new(new SimulatedClock());

    public SimulatedFilesTests() => files.LayFolder("/var/lib");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_done_to_them_ends_as_on_this_machine(int seed)
    {
        Random random = new(seed);
        HostFiles real = new();
        files.LayFolder(folder);
        StringBuilder here = new(), there = new();
        for (var number = 0; number < 60; number++)
        {
            var (step, one, two, content) = (random.Next(10), Names[random.Next(Names.Length)], Names[random.Next(Names.Length)], $"{number}");
            here.AppendLine(Done(real, step, one, two, content));
            there.AppendLine(Done(files, step, one, two, content));
        }

        Assert.Equal(here.ToString(), there.ToString());
    }

    [Fact]
    public void What_was_put_survives_a_power_cut_and_what_was_only_written_does_not()
    {
        files.LayFolder("/var/put");
        files.Put("/var/put/it", "put", DurableFiles.Private);
        files.Write("/var/lib/written", "written"u8, DurableFiles.Private);
        files.Write("/var/lib/empty", "bytes"u8, DurableFiles.Private);
        files.SyncFolder("/var/lib");
        files.Write("/var/put/it", "torn"u8, DurableFiles.Private);
        files.Write("/var/lib/late", "late"u8, DurableFiles.Private);

        files.CutPower();

        Assert.Equal("put", files.ReadText("/var/put/it"));
        Assert.Equal("", files.ReadText("/var/lib/written"));
        Assert.Equal("", files.ReadText("/var/lib/empty"));
        Assert.Null(files.Entry("/var/lib/late"));
    }

    [Fact]
    public void A_rename_and_a_removal_that_were_not_synced_are_undone()
    {
        files.Lay("/var/lib/a", "a");
        files.Lay("/var/lib/b", "b");
        files.Rename("/var/lib/a", "/var/lib/c");
        files.Remove("/var/lib/b");

        files.CutPower();

        Assert.Equal(["/var/lib/a", "/var/lib/b"], files.List("/var/lib"));
    }

    [Fact]
    public void Nothing_in_memory_outlives_a_power_cut()
    {
        files.Lay("/run/x", "x");
        Assert.NotNull(files.TryLock("/var/lib/lock"));
        Assert.Null(files.TryLock("/var/lib/lock"));

        files.CutPower();

        Assert.Empty(files.List("/run"));
        Assert.NotNull(files.TryLock("/var/lib/lock"));
    }

    private string Done(IHostFiles on, int step, string one, string two, string content)
    {
        var (path, other, bytes) = ($"{folder}/{one}", $"{folder}/{two}", Encoding.UTF8.GetBytes(content));
        // Nothing is written through a link that leads nowhere.
        var leadsNowhere = on.Entry(path) is { Kind: FileKind.Link } && on.Target(path) is null;
        var done = step switch
        {
            < 3 when leadsNowhere => "",
            0 => Said(() => on.Write(path, bytes, DurableFiles.Private)),
            1 => Said(() => on.Append(path, bytes, DurableFiles.Private)),
            2 => Said(() => on.MakeFolder(path, FolderMode)),
            3 => Said(() => on.Remove(path)),
            4 => one == two || other.StartsWith(path, StringComparison.Ordinal) ? "" : Said(() => on.Rename(path, other)),
            5 => Said(() => on.Link(path, two)),
            6 => Said(() => on.RemoveTree(path)),
            7 => one == two || other.StartsWith(path, StringComparison.Ordinal) || path.StartsWith(other, StringComparison.Ordinal) ? "" : Said(() => on.Exchange(path, other)),
            8 => Said(() => on.Create(path, DurableFiles.Public).Dispose()),
            _ => Said(() => on.SyncFile(path)),
        };
        return $"{step} {one} {two}: {done} {string.Join(' ', Names.Select(name => State(on, $"{folder}/{name}")))}";
    }

    private string State(IHostFiles on, string path) => on.Entry(path) is not { } entry ? "-"
        : $"{entry.Kind} {(entry.Kind == FileKind.Link ? entry.LinkTarget : entry.Mode)} {on.Target(path)?.Kind} {on.ReadText(path)} [{string.Join(',', on.List(path)).Replace(folder, "", StringComparison.Ordinal)}]";

    private static string Said(Action step)
    {
        try
        {
            step();
            return "done";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "refused";
        }
    }
}
