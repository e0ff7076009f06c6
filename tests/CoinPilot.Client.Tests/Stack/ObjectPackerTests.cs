using System.Formats.Tar;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Stack;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ObjectPackerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("packer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Equal_content_gives_equal_digests_whatever_its_times_and_umask()
    {
        var one = Context("one");
        var other = Context("other");
        File.SetLastWriteTimeUtc(Path.Combine(other, "app.py"), DateTime.UnixEpoch);
        File.SetUnixFileMode(Path.Combine(other, "app.py"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal((await Pack(one)).Digest, (await Pack(other)).Digest);
    }

    [Fact]
    public async Task A_changed_byte_or_an_executable_bit_gives_another_digest()
    {
        var context = Context("one");
        var before = (await Pack(context)).Digest;

        File.SetUnixFileMode(Path.Combine(context, "app.py"), (UnixFileMode)0b111_101_101);
        var executable = (await Pack(context)).Digest;
        await File.AppendAllTextAsync(Path.Combine(context, "app.py"), "#", TestContext.Current.CancellationToken);

        Assert.Equal(3, new HashSet<string> { before, executable, (await Pack(context)).Digest }.Count);
    }

    [Fact]
    public async Task The_archive_is_sorted_and_has_no_owner_and_no_times()
    {
        var packed = await Pack(Context("one"));

        await using var tar = new TarReader(File.OpenRead(packed.TarPath));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
        {
            names.Add(entry.Name);
            Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (entry.Uid, entry.Gid, entry.ModificationTime));
        }

        Assert.Equal([".dockerignore", "Dockerfile", "app.py", "lib/", "lib/a.py"], names);
    }

    [Fact]
    public async Task A_pipe_or_a_socket_in_a_context_is_an_error_and_no_wait()
    {
        var context = Context("one");
        var pipe = Path.Combine(context, "pipe");
        await CliWrap.Cli.Wrap("mkfifo").WithArguments(pipe).ExecuteAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<DeploymentException>(() => Pack(context));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains(pipe, error.Message, StringComparison.Ordinal);
        File.Delete(pipe);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(pipe));
        Assert.Contains(pipe, (await Assert.ThrowsAsync<DeploymentException>(() => Pack(context))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_for_a_dockerignore_is_not_waited_for()
    {
        var context = Context("one");
        File.Delete(Path.Combine(context, ".dockerignore"));
        await CliWrap.Cli.Wrap("mkfifo").WithArguments(Path.Combine(context, ".dockerignore")).ExecuteAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<DeploymentException>(() => Pack(context));
    }

    [Fact]
    public async Task The_dockerfile_travels_even_where_it_is_ignored()
    {
        var context = Context("one");
        await File.WriteAllTextAsync(Path.Combine(context, ".dockerignore"), "*\n!app.py\n", TestContext.Current.CancellationToken);

        var packed = await Pack(context);

        Assert.Equal(["Dockerfile", "app.py"], await Names(packed));
    }

    [Fact]
    public async Task A_single_file_is_an_object_with_that_file_in_it()
    {
        var file = Path.Combine(Context("one"), "app.py");

        var packed = await new ObjectPacker(Path.Combine(folder, "out"), GitTree.None).PackAsync(new(ShippedUse.BindMount, "web", file), TestContext.Current.CancellationToken);

        Assert.Equal("app.py", packed.FileName);
        Assert.Equal(["app.py"], await Names(packed));
    }

    [Fact]
    public async Task A_kept_file_brings_the_folders_around_it()
    {
        var context = Context("one");
        await File.WriteAllTextAsync(Path.Combine(context, ".dockerignore"), "*\n!lib/a.py\n", TestContext.Current.CancellationToken);

        Assert.Equal(["Dockerfile", "lib/", "lib/a.py"], await Names(await Pack(context)));
    }

    [Fact]
    public async Task A_single_file_that_is_a_link_travels_as_what_it_points_to()
    {
        var context = Context("one");
        File.CreateSymbolicLink(Path.Combine(context, "link.py"), "app.py");

        var link = await new ObjectPacker(Path.Combine(folder, "out"), GitTree.None).PackAsync(new(ShippedUse.Config, "web", Path.Combine(context, "link.py")), TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Path.Combine(context, "app.py"), "#", TestContext.Current.CancellationToken);
        var changed = await new ObjectPacker(Path.Combine(folder, "out"), GitTree.None).PackAsync(new(ShippedUse.Config, "web", Path.Combine(context, "link.py")), TestContext.Current.CancellationToken);

        Assert.Equal("link.py", link.FileName);
        Assert.NotEqual(link.Digest, changed.Digest);
    }

    [Fact]
    public async Task A_link_travels_as_a_link_and_is_not_followed()
    {
        var context = Context("one");
        Directory.CreateSymbolicLink(Path.Combine(context, "loop"), ".");

        Assert.Contains("loop", await Names(await Pack(context)));
    }

    [Fact]
    public async Task Modes_come_from_git_where_it_knows_the_file()
    {
        var context = Context("one");
        var git = GitTree.None with { Modes = GitTree.None.Modes.Add(Path.Combine(context, "app.py"), true) };

        var tracked = await new ObjectPacker(Path.Combine(folder, "out"), git).PackAsync(new(ShippedUse.BuildContext, "web", context), TestContext.Current.CancellationToken);

        Assert.NotEqual((await Pack(context)).Digest, tracked.Digest);
    }

    [Fact]
    public async Task A_dockerfile_in_an_ignored_folder_travels_without_its_neighbours()
    {
        var context = Context("one");
        Directory.CreateDirectory(Path.Combine(context, "docker"));
        await File.WriteAllTextAsync(Path.Combine(context, "docker", "Dockerfile"), "FROM scratch\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(context, "docker", "notes"), "x", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(context, ".dockerignore"), "docker\nlib\n", TestContext.Current.CancellationToken);

        var packed = await new ObjectPacker(Path.Combine(folder, "out"), GitTree.None)
            .PackAsync(new(ShippedUse.BuildContext, "web", context, "docker/Dockerfile"), TestContext.Current.CancellationToken);

        Assert.Equal([".dockerignore", "Dockerfile", "app.py", "docker/", "docker/Dockerfile"], await Names(packed));
    }

    private string Context(string name)
    {
        var context = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.Combine(context, "lib"));
        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM scratch\n");
        File.WriteAllText(Path.Combine(context, "app.py"), "print()\n");
        File.WriteAllText(Path.Combine(context, "lib", "a.py"), "");
        File.WriteAllText(Path.Combine(context, "lib", "a.pyc"), "x");
        File.WriteAllText(Path.Combine(context, ".dockerignore"), "**/*.pyc\n");
        return context;
    }

    private Task<PackedObject> Pack(string context) =>
        new ObjectPacker(Path.Combine(folder, "out"), GitTree.None).PackAsync(new(ShippedUse.BuildContext, "web", context, "Dockerfile"), TestContext.Current.CancellationToken);

    private static async Task<List<string>> Names(PackedObject packed)
    {
        await using var tar = new TarReader(File.OpenRead(packed.TarPath));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
