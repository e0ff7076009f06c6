using CoinPilot.Runs;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Options;

public sealed class ConsentTests
{
    [Fact]
    public void Is_given_by_the_flag_without_a_question()
    {
        using StringWriter questions = new();

        new Consent(given: true, isTerminal: false, TextReader.Null, questions).Demand("It reboots.");

        Assert.Empty(questions.ToString());
    }

    [Theory]
    [InlineData("yes\n", true)]
    [InlineData(" Y \n", true)]
    [InlineData("no\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public void Is_asked_for_on_a_terminal(string answer, bool given)
    {
        using StringReader answers = new(answer);
        using StringWriter questions = new();
        Consent consent = new(given: false, isTerminal: true, answers, questions);

        var error = Record.Exception(() => consent.Demand("It reboots."));

        Assert.Equal("It reboots. Type yes: ", questions.ToString());
        Assert.Equal(given ? null : ExitStatus.BadInput, (error as DeploymentException)?.ExitStatus);
    }

    [Theory]
    [InlineData("shop\n", true)]
    [InlineData("yes\n", false)]
    [InlineData("y\n", false)]
    public void Of_what_cannot_be_taken_back_is_another_word(string answer, bool given)
    {
        using StringReader answers = new(answer);
        using StringWriter questions = new();

        var error = Record.Exception(() => new Consent(given: false, isTerminal: true, answers, questions).Demand("It goes.", "shop"));

        Assert.Equal("It goes. Type shop: ", questions.ToString());
        Assert.Equal(given, error is null);
    }

    [Fact]
    public void Is_refused_with_the_flag_and_the_variable_named_where_nobody_can_be_asked()
    {
        Consent consent = new(given: false, isTerminal: false, TextReader.Null, TextWriter.Null);

        var error = Assert.Throws<DeploymentException>(() => consent.EnsurePossible("It reboots."));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("--yes", error.Message, StringComparison.Ordinal);
        Assert.Contains("COINPILOT_YES", error.Message, StringComparison.Ordinal);
    }
}
