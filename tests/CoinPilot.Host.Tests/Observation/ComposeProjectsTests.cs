using CoinPilot.Agent;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Time;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Observation;

/// <summary>What Compose has said once is taken for true as long as one connection lasts, and only of the same files.</summary>
public sealed class ComposeProjectsTests : IDisposable
{
    private static readonly AppPlaces Places = new(AppName.Parse("shop"), "shop-compose.service");

    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot-projects-").FullName;

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
        await File.WriteAllTextAsync($"{folder}/b/checkout", "", Ct);

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
        File.Delete(source.Conf.EnvFile);

        Assert.Null(await projects.ReadAsync(Places, source, Ct));
        Assert.Empty(docker.Asked);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static (ScriptedDocker Docker, ComposeProjects Projects) Of(Func<ComposeCommand, CommandOutput> compose)
    {
        ScriptedDocker docker = new(compose);
        return (docker, new(new(new HostFiles(), docker, new HostSystemd(), new HostClock(), "/coinpilot")));
    }

    private ProjectSource Source(string name, string compose, string env = "A=1", string serviceEnv = "B=1")
    {
        var own = $"{folder}/{name}";
        Directory.CreateDirectory(own);
        File.WriteAllText($"{own}/compose.yml", compose);
        File.WriteAllText($"{own}/.env", env);
        File.WriteAllText($"{own}/service.env", serviceEnv);
        return new(own, new() { Project = "shop", ComposeFiles = [$"{own}/compose.yml"], EnvFile = $"{own}/.env", EnvFiles = [$"{own}/service.env"] });
    }
}
