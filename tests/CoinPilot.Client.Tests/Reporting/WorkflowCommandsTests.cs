using Xunit;

namespace CoinPilot.Reporting;

public sealed class WorkflowCommandsTests
{
    [Fact]
    public void What_others_wrote_stands_between_a_token_that_nobody_knows()
    {
        var first = Lines(isGitHub: true);
        var second = Lines(isGitHub: true);

        Assert.Equal("::error::from a container", first[1]);
        Assert.StartsWith("::stop-commands::", first[0], StringComparison.Ordinal);
        Assert.Equal($"::{first[0]["::stop-commands::".Length..]}::", first[2]);
        Assert.NotEqual(first[0], second[0]);
    }

    [Fact]
    public void Elsewhere_nothing_is_added() => Assert.Equal(["::error::from a container"], Lines(isGitHub: false));

    private static string[] Lines(bool isGitHub)
    {
        StringWriter output = new();
        JsonReporter reporter = new(output, TimeProvider.System);
        using (WorkflowCommands.Stopped(reporter, isGitHub))
        {
            reporter.Raw("::error::from a container");
        }

        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
