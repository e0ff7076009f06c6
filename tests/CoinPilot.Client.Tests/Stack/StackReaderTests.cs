using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Stack;

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
    public void What_a_file_names_is_taken_along_where_it_lies_to_it()
    {
        Directory.CreateDirectory(Path.Combine(folder, ".git"));
        Directory.CreateDirectory(Path.Combine(folder, "deploy"));
        Directory.CreateDirectory(Path.Combine(folder, "shared", "more"));
        File.WriteAllText(Path.Combine(folder, "shared", "common.yml"), "services: { base: { extends: { file: more/base.yml, service: base } } }\n");
        File.WriteAllText(Path.Combine(folder, "shared", "more", "base.yml"), "services: { base: { image: 'web:1' } }\n");
        File.WriteAllText(Path.Combine(folder, "shared", "tools.yml"), "services: { tool: { image: 'tool:${TAG}' } }\n");
        File.WriteAllText(Path.Combine(folder, "shared", ".env"), "TAG=7\n");
        File.WriteAllText(Path.Combine(folder, "deploy", "compose.yml"), """
            include: [ ../shared/tools.yml ]
            services:
              web:
                extends: { file: ../shared/common.yml, service: base }
            """);

        var stack = StackReader.Read(Options() with { ComposeFiles = [Path.Combine(folder, "deploy", "compose.yml")] });

        Assert.Equal(["files/deploy/compose.yml"], stack.Texts.Select(file => file.Key));
        Assert.Equal(
            ["files/shared/.env", "files/shared/common.yml", "files/shared/more/base.yml", "files/shared/tools.yml"],
            stack.Included.Select(file => file.Key).Order(StringComparer.Ordinal));
        Assert.Equal("tool:7", stack.Project.Find("tool")!.Image);
    }

    [Fact]
    public void Files_that_name_no_others_lie_side_by_side()
    {
        var stack = Read("services: { web: { image: 'web:1' } }");

        Assert.Null(stack.Tree);
        Assert.Equal(["compose.yml"], stack.Texts.Select(file => file.Key));
        Assert.Empty(stack.Included);
    }

    [Fact]
    public void What_cannot_be_taken_along_is_refused()
    {
        var common = Path.Combine(folder, "common.yml");
        File.WriteAllText(common, "services: { base: { image: 'web:1' } }\n");
        File.WriteAllText(Path.Combine(folder, ".env"), "TAG=1\n");

        var error = Assert.Throws<InvalidInputException>(() => Read($$"""
            include:
              - { path: ./common.yml, env_file: .env }
            services:
              web:
                extends: { file: {{common}}, service: base }
            """));

        Assert.Equal(2, error.Findings.Count(finding => finding.Rule == "file-not-shipped"));
        Assert.Contains(error.Findings, finding => finding.Message.Contains("absolute path", StringComparison.Ordinal));
        Assert.Contains(error.Findings, finding => finding.Message.Contains("the host owns", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_compose_file_is_named()
    {
        var error = Assert.Throws<DeploymentException>(() => StackReader.Read(Options() with { ComposeFiles = ["/nowhere/compose.yml"] }));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("/nowhere/compose.yml", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compose.yml", "/dev/zero", "is no file but a device")]
    [InlineData("compose.yml", "nowhere", "is not there")]
    [InlineData("compose.yml", "pipe", "is no file but a pipe")]
    [InlineData("compose.yml", "huge", "is longer than 64 MiB")]
    [InlineData(".env", "/dev/zero", "is no file but a device")]
    [InlineData(".env", "pipe", "is no file but a pipe")]
    [InlineData(".env", "long", "is larger than 4 MiB")]
    [InlineData("own.env", "pipe", "is no file but a pipe")]
    [InlineData("own.env", "nowhere", "nowhere, which is not there")]
    public async Task What_is_no_file_is_named_and_not_waited_for(string name, string target, string reason)
    {
        await CliWrap.Cli.Wrap("mkfifo").WithArguments(Path.Combine(folder, "pipe")).ExecuteAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(folder, "long"), new string('#', 5 << 20));
        await using (var huge = File.OpenWrite(Path.Combine(folder, "huge")))
        {
            huge.SetLength(1L << 36);
        }

        File.WriteAllText(Path.Combine(folder, "compose.yml"), "services: { web: { image: 'w:1', env_file: [ own.env ] } }");
        File.WriteAllText(Path.Combine(folder, "own.env"), "A=1\n");
        File.Delete(Path.Combine(folder, name));
        File.CreateSymbolicLink(Path.Combine(folder, name), target);

        var error = Assert.ThrowsAny<DeploymentException>(() => StackReader.Read(Options()));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains(reason, error is InvalidInputException invalid ? string.Join('\n', invalid.Findings) : error.Message, StringComparison.Ordinal);
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
