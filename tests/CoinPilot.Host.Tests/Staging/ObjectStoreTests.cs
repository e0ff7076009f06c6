using CoinPilot.Agent.Files;
using CoinPilot.Agent.Staging;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

public sealed class ObjectStoreTests
{
    private static readonly string Digest = new('a', 64);

    private readonly SimulatedHost host = new();

    public ObjectStoreTests()
    {
        host.Files.LayFolder(host.Places.Objects);
        host.Files.LayFolder($"{host.Places.Releases}/.new.x/object");
        host.Files.Write($"{Unpacked}/app.conf", "content"u8, DurableFiles.Public);
    }

    private ObjectStore Store => new(host.Files, host.Places);

    private string Unpacked => $"{host.Places.Releases}/.new.x/object";

    private string Object => $"{host.Places.Objects}/{Digest}";

    [Fact]
    public void Content_lies_under_a_name_that_says_nothing_of_it()
    {
        Assert.False(Store.Has(Digest));

        Store.Put(Unpacked, Digest);

        Assert.True(Store.Has(Digest));
        Assert.Equal("content", host.Files.ReadText($"{Object}/app.conf"));
        Assert.Null(host.Files.Entry(Unpacked));
        var place = Assert.Single(host.Files.List(host.Places.Store));
        Assert.Equal($"../store/{Path.GetFileName(place)}", host.Files.Entry(Object)!.LinkTarget);
        Assert.DoesNotContain(Digest, place, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, host.Files.Entry(host.Places.Store)!.Mode);
    }

    // Whatever is lost: a digest never leads to content that is not all there.
    [Fact]
    public void Wherever_a_power_cut_comes_an_object_is_whole_or_not_there()
    {
        var deaths = 0;
        for (var isOver = false; !isOver; deaths++)
        {
            ObjectStoreTests test = new();
            isOver = !test.PutsUntil(deaths);
            test.host.CutPower();

            Assert.True(!test.Store.Has(Digest) || test.host.Files.ReadText($"{test.Object}/app.conf") == "content", $"step {deaths}");
            if (isOver)
            {
                Assert.True(test.Store.Has(Digest));
            }
        }

        Assert.InRange(deaths, 5, 50);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_replaced()
    {
        host.Files.Link(Object, "../store/gone");
        Assert.False(Store.Has(Digest));

        Store.Put(Unpacked, Digest);

        Assert.True(Store.Has(Digest));
    }

    [Fact]
    public async Task What_an_older_program_put_under_its_digest_goes_the_same_way()
    {
        host.Files.Lay($"{Object}/app.conf", "old");
        host.Files.LayFolder($"{host.Places.Objects}/.gone");

        await Store.HideOldAsync(host.Context());
        host.Files.CutPower();

        Assert.Equal(FileKind.Link, host.Files.Entry(Object)!.Kind);
        Assert.Equal("old", host.Files.ReadText($"{Object}/app.conf"));
        Assert.Single(host.Files.List(host.Places.Store));
        Assert.Equal(FileKind.Folder, host.Files.Entry($"{host.Places.Objects}/.gone")!.Kind);
        Assert.Empty(host.Told);
    }

    [Fact]
    public async Task What_can_not_be_moved_stays_as_it_was_and_is_said()
    {
        host.Files.Lay($"{Object}/app.conf", "old");
        host.Files.Before = (step, _) =>
        {
            if (step == "exchange")
            {
                throw new IOException("Invalid argument");
            }
        };

        await Store.HideOldAsync(host.Context());

        Assert.Equal("old", host.Files.ReadText($"{Object}/app.conf"));
        Assert.Empty(host.Files.List(host.Places.Store));
        Assert.Contains("Invalid argument", Assert.Single(host.Warned), StringComparison.Ordinal);
    }

    // Whether it came so far.
    private bool PutsUntil(int step)
    {
        host.Files.Before = (_, _) =>
        {
            if (step-- == 0)
            {
                throw new DiedException();
            }
        };
        try
        {
            Store.Put(Unpacked, Digest);
            Store.Sync();
            return false;
        }
        catch (DiedException)
        {
            return true;
        }
        finally
        {
            host.Files.Before = null;
        }
    }
}
