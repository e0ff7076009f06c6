using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Processes;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Observation;

/// <summary>What Compose has said once is taken for true only of the same files: by content on one connection, and at the same place until the host boots.</summary>
public sealed class ComposeProjectsTests
{
    private static readonly AppPlaces Places = new(AppName.Parse("shop"), "shop-compose.service");

    private const string Plugin = "/usr/libexec/docker/cli-plugins/docker-compose";

    private readonly SimulatedHost host = new();
    private readonly string folder = "/var/lib/coinpilot/shop/releases";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_content_elsewhere_is_not_asked_for_again()
    {
        var (docker, projects) = Of(_ => new(0, "{}", ""));

        var first = await projects.ReadAsync(Places, Source("a", "services: {}"), Ct);
        var second = await projects.ReadAsync(Places, Source("b", "services: {}"), Ct);

        Assert.Same(first!.Project, second!.Project);
        var words = Assert.Single(docker.Asked).Arguments;
        Assert.Equal(
            ["--project-name", "shop", "--project-directory", "/var/lib/coinpilot/shop/project", "--env-file", $"{folder}/a/.env", "-f", $"{folder}/a/compose.yml", "config", "--format", "json"], words);
    }

    [Fact]
    public async Task Two_at_the_same_time_are_one_question()
    {
        var (docker, projects) = Of(_ => new(0, "{}", ""));

        await Task.WhenAll(projects.ReadAsync(Places, Source("a", "services: {}"), Ct), projects.ReadAsync(Places, Source("b", "services: {}"), Ct));

        Assert.Single(docker.Asked);
    }

    [Theory]
    [InlineData("services: { a: {} }", "A=1", "B=1")]
    [InlineData("services: {}", "A=2", "B=1")]
    [InlineData("services: {}", "A=1", "B=2")]
    public async Task Another_file_another_value_or_another_env_file_of_a_service_is(string compose, string env, string serviceEnv)
    {
        var (docker, projects) = Of(_ => new(0, "{}", ""));

        await projects.ReadAsync(Places, Source("a", "services: {}"), Ct);
        await projects.ReadAsync(Places, Source("b", compose, env, serviceEnv), Ct);

        Assert.Equal(2, docker.Asked.Count);
    }

    [Fact]
    public async Task A_tree_or_a_checkout_is_made_of_more_than_is_listed()
    {
        var (docker, projects) = Of(_ => new(0, "{}", ""));
        var tree = Source("a", "services: {}");
        tree = tree with { Conf = tree.Conf with { ProjectDirectory = "/opt/tree" } };
        var checkout = Source("b", "services: {}");
        host.Files.Lay($"{folder}/b/checkout", "");

        foreach (var source in new[] { tree, tree, checkout, checkout })
        {
            await projects.ReadAsync(Places, source, Ct);
        }

        Assert.Equal(4, docker.Asked.Count);
    }

    [Fact]
    public async Task What_names_a_folder_that_passes_is_asked_for_again()
    {
        var (docker, projects) = Of(command => new(0, $$$$"""{"services":{"a":{"image":"{{{{Path.GetDirectoryName(command.Arguments[^4])}}}}/x"}}}""", ""));

        await projects.ReadAsync(Places, Source("a", "services: {}") with { Passing = $"{folder}/a" }, Ct);
        await projects.ReadAsync(Places, Source("b", "services: {}"), Ct);

        Assert.Equal(2, docker.Asked.Count);
    }

    [Fact]
    public async Task A_refusal_is_told_without_values_and_not_remembered()
    {
        var (docker, projects) = Of(_ => new(15, "", "one\ntwo\nthree\nservices.a: \"correct-horse\" is bad\nfour\n"));

        var refused = await projects.ReadAsync(Places, Source("a", "services: {}", "API_TOKEN=correct-horse"), Ct);
        await projects.ReadAsync(Places, Source("a", "services: {}", "API_TOKEN=correct-horse"), Ct);

        Assert.Null(refused!.Project);
        Assert.Equal("three services.a: \"${API_TOKEN}\" is bad four", refused.Refusal);
        Assert.Equal(2, docker.Asked.Count);
    }

    [Fact]
    public async Task Without_its_env_file_Compose_is_not_asked()
    {
        var (docker, projects) = Of(_ => new(0, "{}", ""));
        var source = Source("a", "services: {}");
        host.Files.Remove(source.Conf.EnvFile);

        Assert.Null(await projects.ReadAsync(Places, source, Ct));
        Assert.Empty(docker.Asked);
    }

    [Fact]
    public async Task The_next_connection_need_not_ask_about_a_release_at_its_place()
    {
        LayPlugin("2.26.1");
        var (docker, projects) = Of(_ => new(0, "{\"name\":\"a\"}", ""));
        await projects.ReadAsync(Places, Source("a", "services: {}"), Ct);

        var again = await Again(docker).ReadAsync(Places, Source("a", "services: {}"), Ct);

        Assert.Equal("{\"name\":\"a\"}", again!.Project!.Json);
        Assert.Single(docker.Asked);
        Assert.Equal(DurableFiles.Private, host.Files.Entry(Places.Resolved)!.Mode);
    }

    [Theory]
    [InlineData("another Compose")]
    [InlineData("another place")]
    [InlineData("another value")]
    [InlineData("a file beside it")]
    [InlineData("half written")]
    public async Task The_next_connection_asks_about(string what)
    {
        LayPlugin("2.26.1");
        var (docker, projects) = Of(_ => new(0, "{\"name\":\"a\"}", ""));
        await projects.ReadAsync(Places, Source("a", "services: {}"), Ct);

        var source = what switch
        {
            "another place" => Source("b", "services: {}"),
            "another value" => Source("a", "services: {}", "A=2"),
            _ => Source("a", "services: {}"),
        };
        switch (what)
        {
            case "another Compose":
                LayPlugin("2.40.13");
                break;
            case "a file beside it":
                host.Files.Lay($"{folder}/a/included.yml", "services: {}");
                break;
            case "half written":
                host.Files.Lay(Places.Resolved, host.Files.ReadText(Places.Resolved)![..^1]);
                break;
        }

        await Again(docker).ReadAsync(Places, source, Ct);

        Assert.Equal(2, docker.Asked.Count);
    }

    [Fact]
    public async Task What_holds_a_value_of_the_environment_is_not_kept()
    {
        LayPlugin("2.26.1");
        var (_, projects) = Of(_ => new(0, """{"services":{"web":{"environment":{"TOKEN":"correct-horse"}}}}""", ""));

        await projects.ReadAsync(Places, Source("a", "services: {}", "TOKEN=correct-horse"), Ct);

        Assert.Null(host.Files.Entry(Places.Resolved));
    }

    [Fact]
    public async Task A_release_that_is_being_made_is_not_kept()
    {
        LayPlugin("2.26.1");
        var (_, projects) = Of(_ => new(0, "{}", ""));

        await projects.ReadAsync(Places, Source("a", "services: {}") with { Passing = $"{folder}/a" }, Ct);

        Assert.Null(host.Files.Entry(Places.Resolved));
    }

    private (ScriptedDocker Docker, ComposeProjects Projects) Of(Func<ComposeCommand, CommandOutput> compose)
    {
        ScriptedDocker docker = new(compose);
        return (docker, Again(docker));
    }

    private ComposeProjects Again(ScriptedDocker docker) => new(host.Parts with { Docker = docker });

    private void LayPlugin(string content)
    {
        host.Files.Lay(Plugin, content);
        host.Files.SetMode(Plugin, DurableFiles.Public | UnixFileMode.UserExecute);
    }

    private ProjectSource Source(string name, string compose, string env = "A=1", string serviceEnv = "B=1")
    {
        var own = $"{folder}/{name}";
        host.Files.Lay($"{own}/compose.yml", compose);
        host.Files.Lay($"{own}/.env", env);
        host.Files.Lay($"{own}/service.env", serviceEnv);
        return new(own, new() { Project = "shop", ComposeFiles = [$"{own}/compose.yml"], EnvFile = $"{own}/.env", EnvFiles = [$"{own}/service.env"] });
    }
}
