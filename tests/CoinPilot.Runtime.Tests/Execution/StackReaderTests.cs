using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Execution;

public sealed class StackReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stack-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_local_env_file_does_not_decide_what_the_host_runs()
    {
        File.WriteAllText(Path.Combine(folder, ".env"), "TAG=here\n");

        var stack = Read("""
            services:
              web:
                image: web:${TAG}
                env_file: .env
            """);

        Assert.Contains("${TAG}", stack.Project.Services[0].Image, StringComparison.Ordinal);
        Assert.Contains("${TAG}", stack.Project.UnknownExpressions);
    }

    [Fact]
    public void An_env_file_of_a_service_may_be_the_one_that_only_the_host_has()
    {
        var stack = Read("""
            services:
              web:
                image: web:1
                env_file: .env
            """);

        Assert.Single(stack.Project.Services[0].EnvFiles);
    }

    [Fact]
    public void A_shipped_env_file_decides()
    {
        var env = Path.Combine(folder, "production.env");
        File.WriteAllText(env, "TAG=2\n");

        var stack = Read("""
            services:
              web:
                image: web:${TAG}
            """, env);

        Assert.Equal("web:2", stack.Project.Services[0].Image);
    }

    [Fact]
    public void A_file_that_would_not_travel_is_refused()
    {
        File.WriteAllText(Path.Combine(folder, "common.yml"), "services: { base: { image: 'web:1' } }\n");

        var error = Assert.Throws<InvalidInputException>(() => Read("""
            services:
              web:
                extends: { file: common.yml, service: base }
            """));

        Assert.Contains(error.Findings, finding => finding.Rule == "file-not-shipped");
    }

    [Fact]
    public void A_missing_compose_file_is_named()
    {
        var error = Assert.Throws<DeploymentException>(() => StackReader.Read(Options() with { ComposeFiles = ["/nowhere/compose.yml"] }));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("/nowhere/compose.yml", error.Message, StringComparison.Ordinal);
    }

    private ValidatedProject Read(string text, string? env = null)
    {
        File.WriteAllText(Path.Combine(folder, "compose.yml"), text);
        return StackReader.Read(Options() with { EnvFile = env });
    }

    private DeploymentOptions Options() => new()
    {
        App = AppName.Parse("web"),
        UnitName = "web-compose.service",
        ComposeFiles = [Path.Combine(folder, "compose.yml")],
        ArtifactsFolder = folder,
        TemporaryFolder = folder,
    };
}
