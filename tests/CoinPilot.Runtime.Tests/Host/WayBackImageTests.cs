using Xunit;

namespace CoinPilot.Host;

/// <summary>A revert gives the old release the images that ran before the switch, not those that it was staged with.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WayBackImageTests : IDisposable
{
    // What `switch` does of it; then the new release's start takes the names.
    private const string Switch =
        """
        old=OLD release=NEW
        old_release_images
        name_tags "$old_images" "$old"
        references_of "web=lab/web:1 n8n=lab/n8n:latest extra=lab/extra:1 $old_images"
        answers=$base/answers
        ask_images $references $tags
        meant=''
        while read -r reference id; do meant="$meant $reference $id"; done <"$answers"
        keep_before
        for reference in $references; do
          id_in "$meant" "$reference"
          echo "$reference $found_id"
        done >"$base/old/tags"
        for name in lab/web:1 lab/n8n:latest lab/extra:1; do dk tag sha256:new "$name"; done
        """;

    private const string Revert = "old=OLD; names_as_before OLD 'web=lab/web:1 n8n=lab/n8n:latest'; says_what_is_gone && echo whole || echo lacking";

    private readonly HostParts parts = new();

    public WayBackImageTests()
    {
        parts.Write("base/releases/OLD/release.conf", "images='web=lab/web:1 n8n=lab/n8n:latest'");
        Means(
            ("lab/web:1", "web1"), ("coinpilot/tiny/web:OLD", "web1"),
            ("lab/n8n:latest", "n8n2"), ("coinpilot/tiny/n8n:OLD", "n8n1"),
            ("lab/extra:1", "extra1"));
    }

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_a_boot_refresh_brought_is_kept_and_comes_back(string shell)
    {
        Assert.Equal("", (await parts.RunAsync(shell, Switch)).StandardOutput);
        Assert.Equal("sha256:n8n2", parts.Meaning("coinpilot/tiny/n8n:before"));
        Assert.Null(parts.Meaning("coinpilot/tiny/web:before"));

        Assert.Equal("whole\n", (await parts.RunAsync(shell, Revert)).StandardOutput);

        Assert.Equal("sha256:web1", parts.Meaning("lab/web:1"));
        Assert.Equal("sha256:n8n2", parts.Meaning("lab/n8n:latest"));
        // Only the new release uses it; somebody else may too.
        Assert.Equal("sha256:extra1", parts.Meaning("lab/extra:1"));
        await parts.RunAsync(shell, "forget_before");
        Assert.Null(parts.Meaning("coinpilot/tiny/n8n:before"));
        Assert.Equal("sha256:n8n2", parts.Meaning("lab/n8n:latest"));
    }

    // They run from what a boot refresh brought: so the tags that staging made have no container.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_prune_that_took_the_images_of_the_staging_changes_nothing(string shell)
    {
        Means(("lab/web:1", "web1"), ("coinpilot/tiny/web:OLD", "web1"), ("lab/n8n:latest", "n8n2"), ("lab/extra:1", "extra1"));

        Assert.Equal("", (await parts.RunAsync(shell, Switch)).StandardOutput);
        Assert.Equal("whole\n", (await parts.RunAsync(shell, Revert)).StandardOutput);

        Assert.Equal("sha256:n8n2", parts.Meaning("lab/n8n:latest"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_is_gone_since_the_switch_is_taken_from_the_staging_and_said(string shell)
    {
        await parts.RunAsync(shell, Switch);
        parts.Write("docker/gone", "sha256:n8n2");

        var result = await parts.RunAsync(shell, Revert);

        Assert.Contains("lab/n8n:latest meant before is gone", result.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith("whole\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal("sha256:n8n1", parts.Meaning("lab/n8n:latest"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task An_image_that_is_nowhere_fails_the_revert_by_its_name(string shell)
    {
        await parts.RunAsync(shell, Switch);
        parts.Write("docker/gone", "sha256:n8n1", "sha256:n8n2");

        var result = await parts.RunAsync(shell, Revert);

        Assert.Contains("warning\timages that OLD had are gone from this host; what has their names now is used: n8n=lab/n8n:latest", result.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith("lacking\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal("sha256:web1", parts.Meaning("lab/web:1"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_switch_warns_of_a_way_back_without_its_image(string shell)
    {
        Means(("lab/web:1", "web1"), ("coinpilot/tiny/web:OLD", "web1"), ("lab/extra:1", "extra1"));

        var result = await parts.RunAsync(shell, Switch);

        Assert.Equal("warning\timages of OLD are gone from this host, so a way back would be without them: n8n (lab/n8n:latest)\n", result.StandardOutput);
        Assert.Equal(0, result.ExitCode);
    }

    // No image is gone then, and nobody must be told so.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_docker_that_is_silent_fails_the_revert_as_what_it_is(string shell)
    {
        await parts.RunAsync(shell, Switch);
        parts.Write("docker/silent", "image version");

        var result = await parts.RunAsync(shell, Revert);

        Assert.Equal("warning\tDocker does not answer: the names of images could not be looked at\nlacking\n", result.StandardOutput);
    }

    // A pending switch of a program that noted only what the new release's names meant.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_was_not_noted_comes_from_the_staging(string shell)
    {
        parts.Write("base/old/tags", "lab/web:1 sha256:web1");
        Means(("lab/web:1", "new"), ("coinpilot/tiny/web:OLD", "web1"), ("lab/n8n:latest", "new"), ("coinpilot/tiny/n8n:OLD", "n8n1"));

        Assert.Equal("whole\n", (await parts.RunAsync(shell, Revert)).StandardOutput);

        Assert.Equal("sha256:web1", parts.Meaning("lab/web:1"));
        Assert.Equal("sha256:n8n1", parts.Meaning("lab/n8n:latest"));
    }

    public void Dispose() => parts.Dispose();

    private void Means(params (string Name, string Id)[] names) => parts.Write("docker/names", [.. names.Select(x => $"{x.Name} sha256:{x.Id}")]);
}
