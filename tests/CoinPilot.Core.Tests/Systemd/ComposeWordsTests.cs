using System.Collections.Immutable;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class ComposeWordsTests
{
    [Theory]
    [InlineData("/usr/bin/docker compose up -d", "/usr/bin/docker compose", "up", "-d")]
    [InlineData("/usr/bin/timeout -k 10 60 /usr/bin/docker --log-level error -H unix:///x compose -f /a.yml --profile=b pull --quiet", "/usr/bin/timeout -k 10 60 /usr/bin/docker --log-level error -H unix:///x compose -f /a.yml --profile=b", "pull", "--quiet")]
    [InlineData("/usr/local/bin/docker-compose --ansi never stop", "/usr/local/bin/docker-compose --ansi never", "stop", "")]
    [InlineData("/usr/bin/docker network create own", "/usr/bin/docker network create own", "", "")]
    [InlineData("/usr/bin/docker compose --file", "/usr/bin/docker compose --file", "", "")]
    [InlineData("/usr/bin/docker", "/usr/bin/docker", "", "")]
    [InlineData("/bin/echo compose up", "/bin/echo compose up", "", "")]
    public void Take_a_command_apart(string command, string head, string verb, string tail)
    {
        var words = ComposeWords.Of([.. command.Split(' ')]);

        Assert.Equal((head, verb, tail), (string.Join(' ', words.Head), words.Verb, string.Join(' ', words.Tail)));
    }

    [Fact]
    public void Name_the_programs_and_the_paths_that_must_be_there_and_the_env_file()
    {
        var words = ComposeWords.Of(["/usr/bin/timeout", "9", "/usr/bin/docker", "compose", "--env-file=/a/.env", "--env-file", "/b/.env", "-f", "here.yml", "--project-directory", "/c", "up", "/not/a/path"]);

        Assert.Equal("/b/.env", words.EnvFile);
        Assert.Equal(["/usr/bin/timeout", "/usr/bin/docker"], words.Programs.AsEnumerable());
        Assert.Equal(["/a/.env", "/b/.env", "/c"], words.Paths.AsEnumerable());
    }

    [Fact]
    public void Of_another_program_only_the_program_must_be_there() =>
        Assert.Equal(["/bin/rm"], ComposeWords.Of(["/bin/rm", "-f", "/run/x"]).Programs.AsEnumerable());

    [Fact]
    public void No_words_are_no_command() => Assert.Equal("", ComposeWords.Of(ImmutableArray<string>.Empty).Verb);
}
