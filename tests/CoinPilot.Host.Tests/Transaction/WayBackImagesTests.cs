using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>A revert gives the old release the images that ran before the switch, not those that it was staged with.</summary>
public sealed class WayBackImagesTests
{
    private static readonly ImmutableArray<KeyValuePair<string, string>> OldImages = ReleaseConf.ReadImages("web=lab/web:1 n8n=lab/n8n:latest");

    private static readonly string[] References = ["lab/web:1", "lab/n8n:latest", "lab/extra:1"];

    private readonly SimulatedHost host = new();

    public WayBackImagesTests()
    {
        host.LayRelease("OLD", "images='web=lab/web:1 n8n=lab/n8n:latest'\ntags='exact'\n");
        host.Install("OLD");
        Means(
            ("lab/web:1", "web1"), ("coinpilot/tiny/web:OLD", "web1"),
            ("lab/n8n:latest", "n8n2"), ("coinpilot/tiny/n8n:OLD", "n8n1"),
            ("lab/extra:1", "extra1"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_boot_refresh_brought_is_kept_and_comes_back()
    {
        await SwitchAsync();
        Assert.Empty(host.Told);
        Assert.Equal("sha256:n8n2", host.Docker.Meaning("coinpilot/tiny/n8n:before"));
        Assert.Null(host.Docker.Meaning("coinpilot/tiny/web:before"));

        Assert.Empty(await GiveBackAsync());

        Assert.Equal("sha256:web1", host.Docker.Meaning("lab/web:1"));
        Assert.Equal("sha256:n8n2", host.Docker.Meaning("lab/n8n:latest"));
        // Only the new release uses it; somebody else may too.
        Assert.Equal("sha256:extra1", host.Docker.Meaning("lab/extra:1"));
        await new KeptImages(host.Parts, host.Places).ForgetAsync(Ct);
        Assert.Null(host.Docker.Meaning("coinpilot/tiny/n8n:before"));
        Assert.Equal("sha256:n8n2", host.Docker.Meaning("lab/n8n:latest"));
    }

    // They run from what a boot refresh brought: so the tags that staging made have no container.
    [Fact]
    public async Task A_prune_that_took_the_images_of_the_staging_changes_nothing()
    {
        host.Docker.Lose("sha256:n8n1");

        await SwitchAsync();

        Assert.Empty(host.Told);
        Assert.Empty(await GiveBackAsync());
        Assert.Equal("sha256:n8n2", host.Docker.Meaning("lab/n8n:latest"));
    }

    [Fact]
    public async Task What_is_gone_since_the_switch_is_taken_from_the_staging_and_said()
    {
        await SwitchAsync();
        host.Docker.Lose("sha256:n8n2");

        Assert.Empty(await GiveBackAsync());

        Assert.Equal(["the image that lab/n8n:latest meant before is gone from this host: it means again what OLD was staged with"], host.Said);
        Assert.Equal("sha256:n8n1", host.Docker.Meaning("lab/n8n:latest"));
    }

    [Fact]
    public async Task An_image_that_is_nowhere_fails_the_revert_by_its_name()
    {
        await SwitchAsync();
        host.Docker.Lose("sha256:n8n1");
        host.Docker.Lose("sha256:n8n2");

        Assert.Equal(["n8n=lab/n8n:latest"], await GiveBackAsync());

        Assert.Equal("sha256:web1", host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task A_switch_warns_of_a_way_back_without_its_image()
    {
        host.Docker.Lose("sha256:n8n1");
        host.Docker.Lose("sha256:n8n2");

        await SwitchAsync();

        Assert.Equal(["images of OLD are gone from this host, so a way back would be without them: n8n (lab/n8n:latest)"], host.Warned);
    }

    // No image is gone then, and nobody must be told so.
    [Fact]
    public async Task A_docker_that_is_silent_fails_the_revert_as_what_it_is()
    {
        await SwitchAsync();
        host.Docker.IsSilent = question => question == "image";

        await Assert.ThrowsAsync<DockerSilentException>(GiveBackAsync);

        Assert.Empty(host.Told);
    }

    // A pending switch of a program that noted only what the new release's names meant.
    [Fact]
    public async Task What_was_not_noted_comes_from_the_staging()
    {
        host.Files.Lay($"{host.Places.Old}/tags", "lab/web:1 sha256:web1\n");
        Means(("lab/web:1", "new"), ("lab/n8n:latest", "new"));

        Assert.Empty(await GiveBackAsync());

        Assert.Equal("sha256:web1", host.Docker.Meaning("lab/web:1"));
        Assert.Equal("sha256:n8n1", host.Docker.Meaning("lab/n8n:latest"));
    }

    // What `switch` does of it; then the new release's start takes the names.
    private async Task SwitchAsync()
    {
        var meanings = References.ToImmutableDictionary(reference => reference, host.Docker.Meaning);
        await new FormerState(host.Transaction, "tiny").RememberAsync("OLD", OldImages, meanings, Ct);
        Means([.. References.Select(reference => (reference, "new"))]);
    }

    private async Task<ImmutableArray<string>> GiveBackAsync() => await new NamesBefore(host.Transaction).GiveBackAsync("OLD", OldImages, Ct);

    private void Means(params (string Name, string Id)[] names) => Array.ForEach(names, name => host.Docker.Name(name.Name, $"sha256:{name.Id}"));
}
