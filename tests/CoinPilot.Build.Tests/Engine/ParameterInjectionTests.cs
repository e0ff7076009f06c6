using Nuke.Common;
using Xunit;

namespace CoinPilot.Engine;

[Collection(EngineTestGroup.Name)]
public sealed class ParameterInjectionTests
{
    [Fact]
    public void Without_a_source_the_initialiser_stays()
    {
        Assert.Equal("text=default flag=False number=22 words=a none=-", Values());
    }

    [Theory]
    [InlineData("--text", "x", "--flag", "--number", "7", "--words", "b", "c")]
    [InlineData("-Text", "x", "--FLAG", "true", "-num-ber", "7", "--words", "b+c")]
    public void The_command_line_is_read_in_every_spelling(params string[] arguments)
    {
        Assert.Equal("text=x flag=True number=7 words=b,c none=-", Values(arguments));
    }

    [Fact]
    public void The_last_occurrence_wins()
    {
        Assert.StartsWith("text=y ", Values("--text", "x", "--text", "y"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_the_exact_name_is_read_after_the_command_line()
    {
        using EngineRun run = new(("Text", "from variable"), ("Number", "8"));

        Assert.Equal("text=x flag=False number=8 words=a none=-", Values(run, "--text", "x"));
        Assert.StartsWith("text=from variable ", Values(run), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        using EngineRun run = new(("Text", ""));

        Assert.StartsWith("text=default ", Values(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_come_last_and_a_later_profile_wins()
    {
        using EngineRun run = new();
        Write(run, "parameters.json", """{ "$schema": "x", "Text": "base", "Number": 1, "Flag": true, /* why */ }""");
        Write(run, "parameters.one.json", """{ "Text": "one", "Words": ["p", "q"] }""");
        Write(run, "parameters.two.json", """{ "Text": "two" }""");

        Assert.Equal("text=base flag=True number=1 words=a none=-", Values(run));
        Assert.Equal("text=two flag=True number=1 words=p,q none=-", Values(run, "--profile", "one", "two"));
        Assert.Equal("text=x flag=True number=1 words=p,q none=-", Values(run, "--text", "x", "--profile", "two", "one"));
    }

    [Fact]
    public void A_plain_secret_in_a_file_is_not_read()
    {
        using EngineRun run = new();
        Write(run, "parameters.json", """{ "None": "hunter2" }""");

        Assert.EndsWith("none=-", Values(run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_cannot_be_converted_only_warns()
    {
        using EngineRun run = new();

        Assert.Equal("text=default flag=False number=22 words=a none=-", Values(run, "--number", "many"));
        Assert.Contains("Could not inject value for Sample.Number", run.Output, StringComparison.Ordinal);
    }

    private static string Values(params string[] arguments)
    {
        using EngineRun run = new();
        return Values(run, arguments);
    }

    private static string Values(EngineRun run, params string[] arguments)
    {
        Sample build = new();
        Assert.Equal(0, run.Of(build, ["Show", .. arguments]));
        return build.Shown;
    }

    private static void Write(EngineRun run, string name, string text) => File.WriteAllText(Path.Combine(run.Root, ".nuke", name), text);

    private sealed class Sample : NukeBuild
    {
        public string Shown { get; private set; } = "";

        [Parameter]
        private string Text { get; } = "default";

        [Parameter]
        private bool Flag { get; }

        [Parameter]
        private int Number { get; } = 22;

        [Parameter(Separator = "+")]
        private string[] Words { get; } = ["a"];

        [Secret]
        [Parameter]
        private string? None { get; }

        private Target Show => _ => _.Executes(() => Shown = $"text={Text} flag={Flag} number={Number} words={string.Join(',', Words)} none={None ?? "-"}");
    }
}
