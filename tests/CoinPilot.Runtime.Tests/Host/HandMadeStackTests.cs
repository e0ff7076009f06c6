using Xunit;

namespace CoinPilot.Host;

/// <summary>The way back to a stack that CoinPilot did not start: only what surely was not there is taken down.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HandMadeStackTests : IDisposable
{
    private const string Remember = "r_project=tiny; remember_stack; echo switched";

    private const string BackToStack = "r_project=tiny back_timeout=60; code=0; back_to_stack || code=$?; echo code $code";

    private readonly HostParts parts = new();

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_docker_that_does_not_say_what_runs_ends_the_switch(string shell)
    {
        parts.Write("docker/containers", "c1 web true sha256:1 lab/web:1");
        foreach (var question in (string[])["ps", "inspect"])
        {
            parts.Write("docker/silent", question);

            var result = await parts.RunAsync(shell, Remember);

            Assert.Equal(1, result.ExitCode);
            Assert.DoesNotContain("switched", result.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("Docker did not say what runs", result.StandardOutput, StringComparison.Ordinal);
            Assert.Equal("", parts.Read("base/old/nothing-ran"));
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Its_containers_their_images_and_its_files_are_noted(string shell)
    {
        parts.Write("docker/containers", "c1 web true sha256:1 lab/web:1", "c2 job false sha256:2 lab/job:1");

        var result = await parts.RunAsync(shell, Remember);

        Assert.Equal("switched\n", result.StandardOutput);
        Assert.Equal("web true sha256:1 lab/web:1\njob false sha256:2 lab/job:1\n", parts.Read("base/old/containers"));
        Assert.Equal("working_dir='/srv/web'\nconfig_files='/srv/web/compose.yml'\nenvironment_file=''\n", parts.Read("base/old/stack"));
        Assert.Equal("sha256:1", parts.Meaning("coinpilot/tiny/web:foreign"));
        Assert.Equal("sha256:2", parts.Meaning("coinpilot/tiny/job:foreign"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_was_begun_where_nothing_ran_is_taken_down(string shell)
    {
        Assert.Equal("switched\n", (await parts.RunAsync(shell, Remember)).StandardOutput);
        // Begun by the release that is given up.
        parts.Write("docker/containers", "c1 web true sha256:1 lab/web:1");

        var result = await parts.RunAsync(shell, BackToStack);

        Assert.Contains("code 0", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("compose --project-name tiny down --remove-orphans", parts.Read("docker/log"), StringComparison.Ordinal);
    }

    // What a program before the mark left: no containers noted, because there were none, or because docker had failed it.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Without_the_mark_docker_is_asked_first(string shell)
    {
        parts.Write("docker/containers", "c1 web true sha256:1 lab/web:1");
        parts.Write("docker/made-from", "/srv/web/compose.yml");

        var foreign = await parts.RunAsync(shell, BackToStack);
        parts.Write("docker/silent", "ps");
        var silent = await parts.RunAsync(shell, BackToStack);

        Assert.Contains("code 1", foreign.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("nothing is taken down", foreign.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("code 1", silent.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain(" down ", parts.Read("docker/log"), StringComparison.Ordinal);

        parts.Write("docker/silent", "");
        var ours = await parts.RunAsync(shell, $"echo \"$base/releases/1/compose.yml\" >\"$base/../docker/made-from\"; {BackToStack}");

        Assert.Contains("code 0", ours.StandardOutput, StringComparison.Ordinal);
        Assert.Contains(" down ", parts.Read("docker/log"), StringComparison.Ordinal);
    }

    // Labels come with images: one would name the Compose file that root runs on the way back.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task An_image_that_brings_the_labels_of_Compose_along_ends_the_switch(string shell)
    {
        parts.Write("docker/containers", "c1 web true sha256:1 lab/web:1", "c2 --build true sha256:2 lab/job:1");
        parts.Write("docker/labels", "\"com.docker.compose.project\" sha256:1", "\"com.docker.compose.service\" sha256:1", "\"maintainer\" sha256:1");

        Assert.Equal("switched\n", (await parts.RunAsync(shell, Remember)).StandardOutput);
        Assert.Equal("web true sha256:1 lab/web:1\n", parts.Read("base/old/containers"));

        parts.Write("docker/labels", "\"com.docker.compose.project.config_files\" sha256:2");
        var forged = await parts.RunAsync(shell, Remember);

        Assert.Equal(2, forged.ExitCode);
        Assert.DoesNotContain("switched", forged.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("brings labels of Compose along", forged.StandardOutput, StringComparison.Ordinal);
    }

    public void Dispose() => parts.Dispose();
}
