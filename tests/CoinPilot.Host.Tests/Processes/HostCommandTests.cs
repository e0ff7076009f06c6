using CoinPilot.Agent.Processes;
using Xunit;

namespace CoinPilot.Processes;

public sealed class HostCommandTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_program_says_what_it_wrote_and_how_it_ended()
    {
        var said = await RunAsync(HostCommand.Of("/bin/sh", Long, "-c", "pwd; echo bad >&2; exit 3"));

        Assert.Equal((3, "/\n", "bad\n"), (said.ExitCode, said.Output, said.Error));
    }

    [Fact]
    public async Task Arguments_are_no_words_of_a_shell() =>
        Assert.Equal("$HOME; *|\n", (await RunAsync(HostCommand.Of("/bin/echo", Long, "$HOME; *|"))).Output);

    [Fact]
    public async Task One_that_does_not_end_is_ended() => Assert.Equal(HostCommand.TimedOut, (await RunAsync(HostCommand.Of("/bin/sleep", TimeSpan.FromSeconds(0.3), "600"))).ExitCode);

    [Fact]
    public async Task One_that_is_not_there_is_said() => Assert.Equal(127, (await RunAsync(HostCommand.Of("/no/such/program", Long))).ExitCode);

    [Fact]
    public async Task Input_is_given_whole_and_without_any_there_is_none()
    {
        Assert.Equal("text", (await RunAsync(HostCommand.Of("/bin/cat", Long) with { Input = "text" })).Output);
        Assert.Equal("", (await RunAsync(HostCommand.Of("/bin/cat", Long))).Output);
    }

    private static Task<CommandOutput> RunAsync(HostCommand command) => command.RunAsync(TestContext.Current.CancellationToken);
}
