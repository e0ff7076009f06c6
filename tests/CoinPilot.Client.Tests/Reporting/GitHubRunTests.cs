using Xunit;

namespace CoinPilot.Reporting;

public sealed class GitHubRunTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    public void Elsewhere_there_is_no_run(string? value) =>
        Assert.Null(GitHubRun.Of(name => name == "GITHUB_ACTIONS" ? value : null));

    [Fact]
    public void It_knows_who_and_where()
    {
        var run = Run(("GITHUB_ACTOR", "operator"), ("GITHUB_REPOSITORY", "owner/coinpilot"), ("GITHUB_RUN_ID", "42"));

        Assert.Equal(("operator", "owner/coinpilot/actions/runs/42"), (run.Actor, run.Place));
    }

    [Fact]
    public void What_is_not_set_is_unknown()
    {
        var run = Run(("GITHUB_ACTOR", ""), ("GITHUB_RUN_ID", "42"));

        Assert.Equal((null, null), (run.Actor, run.Place));
    }

    [Fact]
    public void What_another_step_wrote_into_the_summary_stays_and_our_own_is_replaced()
    {
        File.WriteAllText(file, "theirs\n");
        var run = Run(("GITHUB_STEP_SUMMARY", file));

        run.WriteSummary("first\n");
        run.WriteSummary("second\n");

        Assert.Equal("theirs\nsecond\n", File.ReadAllText(file));
    }

    private static GitHubRun Run(params (string Name, string Value)[] variables)
    {
        var all = variables.ToDictionary(x => x.Name, x => x.Value);
        all["GITHUB_ACTIONS"] = "true";
        return GitHubRun.Of(all.GetValueOrDefault)!;
    }
}
