using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Previewing;
using CoinPilot.Agent.Serving;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Previewing;

/// <summary>What travels for a preview, unpacked where only root looks, and gone with it.</summary>
public sealed class PreviewScratchTests : IDisposable
{
    private static readonly AppPlaces Places = new(AppName.Parse("shop"), "shop-compose.service");
    private static readonly string Digest = new('a', 64);

    private readonly HostFiles files = new();
    private readonly string memory = Directory.CreateTempSubdirectory("coinpilot-memory-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Env_files_that_travel_are_read_where_they_lie_and_all_else_is_only_named()
    {
        var there = Places.Release("20260101-000000-abcdefa");
        var unshipped = $"{Places.Objects}/{new string('b', 64)}";
        using PreviewScratch scratch = new(files, DateTimeOffset.UtcNow, memory);

        await scratch.UnpackAsync(
            Payload(
                ("release/release.conf", $"release='20260101-000000-abcdefa'\nproject='shop'\ncompose_files='{there}/compose.yml'\nenv_file='{there}/.env'\nenv_files='{Places.Objects}/{Digest}/db.env {unshipped}/x'\n"),
                ("release/compose.release.yml", $"      - path: '{Places.Objects}/{Digest}/db.env'\n      - path: \"{unshipped}/x\"\n        source: '{Places.Objects}/{Digest}/db.env'\n"),
                ($"objects/{Digest}.tar", Tar(("db.env", "TOKEN=1")))),
            Ct);
        var release = PreviewedRelease.Of(files, Places, scratch);

        Assert.Equal($"{there}/.env", release.Conf.EnvFile);
        Assert.Equal($"{scratch.Release}/.env", release.Source.Conf.EnvFile);
        Assert.Equal([$"{scratch.Release}/compose.yml"], release.Source.Conf.ComposeFiles);
        Assert.Equal([$"{scratch.Objects}/{Digest}/db.env", $"{unshipped}/x"], release.Source.Conf.EnvFiles);
        Assert.Equal("TOKEN=1", files.ReadText($"{scratch.Objects}/{Digest}/db.env"));
        Assert.Equal(
            $"      - path: '{scratch.Objects}/{Digest}/db.env'\n      - path: \"{unshipped}/x\"\n        source: '{Places.Objects}/{Digest}/db.env'\n",
            files.ReadText($"{scratch.Release}/compose.release.yml"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, files.Entry(scratch.Folder)!.Mode);
    }

    [Fact]
    public void It_is_gone_at_its_end_and_so_is_one_that_was_killed_an_hour_ago()
    {
        var old = Directory.CreateDirectory($"{memory}/coinpilot-preview.old");
        var another = Directory.CreateDirectory($"{memory}/coinpilot-preview.another");
        var strange = Directory.CreateDirectory($"{memory}/strange");
        Directory.SetLastWriteTimeUtc(old.FullName, DateTime.UtcNow.AddHours(-2));
        Directory.SetLastWriteTimeUtc(strange.FullName, DateTime.UtcNow.AddHours(-2));

        using (new PreviewScratch(files, DateTimeOffset.UtcNow, memory))
        {
            Assert.Equal(3, Directory.GetDirectories(memory).Length);
        }

        Assert.Equal([another.FullName, strange.FullName], Directory.GetDirectories(memory).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../escaped", "leads elsewhere")]
    [InlineData("/etc/escaped", "leads elsewhere")]
    [InlineData("release/../../escaped", "leads elsewhere")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name, string why)
    {
        using PreviewScratch scratch = new(files, DateTimeOffset.UtcNow, memory);

        var error = await Assert.ThrowsAsync<VerbFailedException>(() => scratch.UnpackAsync(Payload((name, "x")), Ct));

        Assert.Equal(2, error.Failure.ExitCode);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_upload_is_refused()
    {
        using PreviewScratch scratch = new(files, DateTimeOffset.UtcNow, memory);
        var payload = Payload(("release/x", "x")) with { Digest = new('0', 64) };

        var error = await Assert.ThrowsAsync<VerbFailedException>(() => scratch.UnpackAsync(payload, Ct));

        Assert.Contains("the upload is damaged", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(memory, recursive: true);

    private static RequestPayload Payload(params (string Name, string Text)[] entries)
    {
        var bytes = Encoding.Latin1.GetBytes(Tar(entries));
        return new(new MemoryStream(bytes), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    // A character for each byte.
    private static string Tar(params (string Name, string Text)[] entries)
    {
        using MemoryStream written = new();
        using (TarWriter tar = new(written, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using MemoryStream content = new(Encoding.Latin1.GetBytes(text));
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
            }
        }

        return Encoding.Latin1.GetString(written.ToArray());
    }
}
