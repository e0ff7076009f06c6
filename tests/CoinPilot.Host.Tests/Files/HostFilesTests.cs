using System.Diagnostics;
using System.Text;
using CoinPilot.Agent.Files;
using Xunit;

namespace CoinPilot.Files;

public sealed class HostFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("host-files-").FullName;
    private readonly HostFiles files = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_put_replaces_the_old_file_with_its_own_mode_and_leaves_nothing_beside_it()
    {
        File.WriteAllText(In("pending.conf"), "old");
        File.WriteAllText(In(".pending.conf.part"), "of an earlier try");

        files.Put(In("pending.conf"), "new", DurableFiles.Private);

        Assert.Equal("new", files.ReadText(In("pending.conf")));
        Assert.Equal([In("pending.conf")], files.List(folder));
        Assert.Equal(DurableFiles.Private, files.Entry(In("pending.conf"))!.Mode);
    }

    [Fact]
    public void A_link_is_told_from_what_it_leads_to()
    {
        File.WriteAllText(In("file"), "1234");
        files.Link(In("link"), "file");
        files.Link(In("lost"), "nothing");

        Assert.True(files.Entry(In("link")) is { Kind: FileKind.Link, LinkTarget: "file" });
        Assert.True(files.Target(In("link")) is { Kind: FileKind.File, Length: 4 });
        Assert.True(files.Entry(In("lost")) is { Kind: FileKind.Link });
        Assert.Null(files.Target(In("lost")));
        Assert.Null(files.Read(In("lost")));
        Assert.Null(files.Entry(In("none/at all")));
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        files.MakeFolder(In("a/b"), DurableFiles.Private | UnixFileMode.UserExecute);

        Assert.True(files.IsFolder(In("a/b")));
        Assert.False(files.IsFile(In("a/b")));
        Assert.Null(files.Read(In("a/b")));
        Assert.Empty(files.List(In("a/b")));
        Assert.Empty(files.List(In("none")));
    }

    [Fact]
    public void A_tree_is_removed_and_what_its_links_lead_to_stays()
    {
        File.WriteAllText(In("kept"), "");
        Directory.CreateDirectory(In("tree/deep"));
        files.Link(In("tree/deep/link"), In("kept"));
        files.Link(In("also"), In("tree"));

        files.RemoveTree(In("tree"));
        files.RemoveTree(In("also"));
        files.RemoveTree(In("never there"));

        Assert.Equal([In("kept")], files.List(folder));
    }

    [Fact]
    public void A_torn_last_line_gets_its_end_before_the_next_one()
    {
        files.Append(In("journal"), "one\n"u8, DurableFiles.Private);
        File.AppendAllText(In("journal"), "to");

        files.Append(In("journal"), "three\n"u8, DurableFiles.Private);

        Assert.Equal("one\nto\nthree\n", files.ReadText(In("journal")));
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", null, false)]
    [InlineData("-> x", "-> x", true)]
    [InlineData("-> x", "-> y", false)]
    [InlineData("-> x", "x", false)]
    public void Two_are_the_same_with_the_same_bytes_or_as_links_to_one_place(string one, string? other, bool same)
    {
        Make("one", one);
        Make("other", other);

        Assert.Equal(same, files.IsSame(In("one"), In("other")));

        void Make(string name, string? content)
        {
            if (content?.StartsWith("-> ", StringComparison.Ordinal) == true)
            {
                files.Link(In(name), content[3..]);
            }
            else if (content is not null)
            {
                File.WriteAllText(In(name), content);
            }
        }
    }

    [Fact]
    public void A_copy_keeps_mode_and_kind()
    {
        files.Write(In("file"), "x"u8, DurableFiles.Public);
        files.Link(In("link"), "file");

        files.Copy(In("file"), In("file 2"));
        files.Copy(In("link"), In("link 2"));

        Assert.Equal((DurableFiles.Public, "x"), (files.Entry(In("file 2"))!.Mode, files.ReadText(In("file 2"))));
        Assert.Equal("file", files.Entry(In("link 2"))!.LinkTarget);
    }

    [Fact]
    public void A_folder_and_a_link_are_renamed_as_they_are()
    {
        Directory.CreateDirectory(In("tree/deep"));
        files.Link(In("lost"), "nothing");

        files.Rename(In("tree"), In("moved"));
        files.Rename(In("lost"), In("also lost"));

        Assert.True(files.IsFolder(In("moved/deep")));
        Assert.Equal("nothing", files.Entry(In("also lost"))!.LinkTarget);
        Assert.Throws<IOException>(() => files.Rename(In("tree"), In("again")));
    }

    [Fact]
    public void A_folder_and_a_link_to_its_new_place_take_each_others_place()
    {
        Directory.CreateDirectory(In("object"));
        File.WriteAllText(In("object/file"), "x");
        files.Link(In("place"), "place");

        files.Exchange(In("object"), In("place"));

        Assert.Equal("place", files.Entry(In("object"))!.LinkTarget);
        Assert.Equal("x", files.ReadText(In("object/file")));
        Assert.Throws<IOException>(() => files.Exchange(In("object"), In("none")));
    }

    [Fact]
    public void The_folders_above_a_new_one_are_made_with_its_permissions()
    {
        files.MakeFolder($"{folder}/a/b/c", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.All((string[])["a", "a/b", "a/b/c"], name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, files.Entry($"{folder}/{name}")!.Mode));
    }

    [Fact]
    public void What_is_made_anew_has_its_mode_and_takes_the_place_of_nothing()
    {
        files.Link(In("link"), "elsewhere");
        using (var file = files.Create(In("new"), DurableFiles.Public))
        {
            file.Write("x"u8);
        }

        Assert.Equal((DurableFiles.Public, "x"), (files.Entry(In("new"))!.Mode, files.ReadText(In("new"))));
        Assert.Throws<IOException>(() => files.Create(In("new"), DurableFiles.Public));
        Assert.Throws<IOException>(() => files.Create(In("link"), DurableFiles.Public));
        Assert.Null(files.Entry(In("elsewhere")));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("link")]
    public void Each_has_the_time_that_it_is_given(string name)
    {
        File.WriteAllText(In("file"), "");
        Directory.CreateDirectory(In("folder"));
        files.Link(In("link"), "file");

        files.SetModifiedAt(In(name), DateTimeOffset.UnixEpoch);

        Assert.Equal(DateTimeOffset.UnixEpoch, files.Entry(In(name))!.ModifiedAt);
        Assert.Equal(name == "file", files.Entry(In("file"))!.ModifiedAt == DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void What_can_be_changed_is_told_from_what_can_not()
    {
        Assert.True(files.IsWritable(folder));
        Assert.False(files.IsWritable(In("none")));
    }

    [Fact]
    public void Syncing_and_room_work_on_this_machine()
    {
        File.WriteAllText(In("file"), "x");

        files.SyncFile(In("file"));
        files.SyncFolder(folder);
        files.SyncAll(folder);

        Assert.True(files.Room(folder) is { Kib: > 0, Inodes: >= 0 });
        Assert.Throws<IOException>(() => files.SyncFile(In("none")));
    }

    // Both halves of a host keep each other out while one takes the other's place.
    [Fact]
    public async Task A_lock_is_the_one_that_flock_takes()
    {
        using (var held = files.TryLock(In("lock")))
        {
            Assert.NotNull(held);
            Assert.Null(files.TryLock(In("lock")));
            Assert.Equal(1, await FlockAsync("true"));
        }

        Assert.Equal(0, await FlockAsync("true"));
        using var other = Process.Start(new ProcessStartInfo("flock", [In("lock"), "sh", "-c", "echo held; read line"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Null(files.TryLock(In("lock")));
        await other.StandardInput.WriteLineAsync();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(files.TryLock(In("lock")));
    }

    private async Task<int> FlockAsync(string command)
    {
        using var process = Process.Start("flock", ["-n", In("lock"), command]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private string In(string name) => $"{folder}/{name}";
}
