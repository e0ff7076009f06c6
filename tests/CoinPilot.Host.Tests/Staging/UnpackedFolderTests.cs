using System.Formats.Tar;
using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Staging;
using Xunit;

namespace CoinPilot.Staging;

public sealed class UnpackedFolderTests : IDisposable
{
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1_000_000);

    private readonly string folder = Directory.CreateTempSubdirectory("unpacked-").FullName;
    private readonly HostFiles files = new();

    private string Root => $"{folder}/root";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_folders_and_links_come_with_their_modes_and_times()
    {
        Unpack(
            Entry(TarEntryType.Directory, "web/", mode: (UnixFileMode)0b111_101_101),
            Entry(TarEntryType.RegularFile, "web/run.sh", "#!/bin/sh\n", (UnixFileMode)0b111_101_101),
            Entry(TarEntryType.RegularFile, "not/named/before", "x"),
            Entry(TarEntryType.SymbolicLink, "web/link", "/etc/passwd"));

        Assert.Equal("#!/bin/sh\n", files.ReadText($"{Root}/web/run.sh"));
        Assert.Equal((UnixFileMode)0b111_101_101, files.Entry($"{Root}/web/run.sh")!.Mode);
        Assert.Equal((UnixFileMode)0b111_101_101, files.Entry($"{Root}/web")!.Mode);
        Assert.Equal((UnixFileMode)0b111_000_000, files.Entry($"{Root}/not")!.Mode);
        Assert.Equal("/etc/passwd", files.Entry($"{Root}/web/link")!.LinkTarget);
        Assert.All((string[])["web", "web/run.sh", "web/link"], name => Assert.Equal(Then, files.Entry($"{Root}/{name}")!.ModifiedAt));
    }

    [Fact]
    public void Nobody_becomes_root_by_what_was_shipped()
    {
        Unpack(Entry(TarEntryType.RegularFile, "su", "x", (UnixFileMode)0b110_111_101_101));

        Assert.Equal((UnixFileMode)0b111_101_101, files.Entry($"{Root}/su")!.Mode);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/tmp/out")]
    [InlineData("a/../../out")]
    [InlineData("..")]
    [InlineData("a//b")]
    [InlineData("./a")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Assert.Throws<InvalidDataException>(() => Unpack(Entry(TarEntryType.RegularFile, name, "x")));

        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        Directory.CreateDirectory($"{folder}/outside");

        Assert.Throws<InvalidDataException>(() => Unpack(
            Entry(TarEntryType.SymbolicLink, "link", "../outside"), Entry(TarEntryType.RegularFile, "link/file", "x")));
        Assert.Throws<InvalidDataException>(() => Unpack(
            Entry(TarEntryType.SymbolicLink, "another", "../outside/file"), Entry(TarEntryType.RegularFile, "another", "x")));
        Assert.Throws<InvalidDataException>(() => Unpack(
            Entry(TarEntryType.SymbolicLink, "third", "../outside"), Entry(TarEntryType.Directory, "third/")));

        Assert.Empty(Directory.EnumerateFileSystemEntries($"{folder}/outside"));
    }

    [Theory]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    public void What_is_no_file_is_refused(TarEntryType kind) =>
        Assert.Throws<InvalidDataException>(() => Unpack(Entry(kind, "x", kind == TarEntryType.HardLink ? "/etc/passwd" : "")));

    [Fact]
    public void A_folder_that_takes_no_links_refuses_them()
    {
        UnpackedFolder unpacked = new(files, Root, takesLinks: false);

        Assert.Throws<InvalidDataException>(() => unpacked.Add(Entry(TarEntryType.SymbolicLink, "x", "y"), "x"));
    }

    private void Unpack(params TarEntry[] entries)
    {
        UnpackedFolder unpacked = new(files, Root, takesLinks: true);
        Array.ForEach(entries, entry => unpacked.Add(entry, entry.Name));
        unpacked.End();
    }

    private static GnuTarEntry Entry(TarEntryType kind, string name, string content = "", UnixFileMode mode = (UnixFileMode)0b110_100_100)
    {
        GnuTarEntry entry = new(kind, name) { Mode = mode, ModificationTime = Then };
        if (kind is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = content;
        }
        else if (content.Length > 0)
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        }

        return entry;
    }
}
