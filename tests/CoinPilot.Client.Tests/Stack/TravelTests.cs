using CoinPilot.Compose;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Stack;

/// <summary>What would travel to the host although it lies outside of the checkout, or although nobody meant it to.</summary>
public sealed class TravelTests : IDisposable
{
    private const string Outside = "outside-checkout";

    private readonly string folder = Directory.CreateTempSubdirectory("travel-").FullName;

    public TravelTests()
    {
        Write("elsewhere/id_rsa", "key");
        Write("elsewhere/context/Dockerfile", "FROM scratch\n");
        Write("elsewhere/more.yml", "services: { more: { image: 'more:1' } }\n");
        Write("checkout/deploy/web/Dockerfile", "FROM scratch\n");
        Write("checkout/shared.env", "A=1\n");
        Link("checkout/deploy/key", "../../elsewhere/id_rsa");
        Link("checkout/deploy/linked", Path.Combine(folder, "elsewhere/context"));
        Link("checkout/deploy/on-the-way", "../../elsewhere");
        Link("checkout/deploy/twice", "key");
        Directory.CreateDirectory(Path.Combine(folder, "checkout/.git"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("services: { web: { image: 'w:1', secrets: [ s ] } }\nsecrets: { s: { file: ./key } }", "the secret 's'")]
    [InlineData("services: { web: { image: 'w:1', secrets: [ s ] } }\nsecrets: { s: { file: ./twice } }", "the secret 's'")]
    [InlineData("services: { web: { image: 'w:1', secrets: [ s ] } }\nsecrets: { s: { file: ELSEWHERE/id_rsa } }", "the secret 's'")]
    [InlineData("services: { web: { image: 'w:1', configs: [ c ] } }\nconfigs: { c: { file: ./on-the-way/id_rsa } }", "the config 'c'")]
    [InlineData("services: { web: { image: 'w:1', volumes: [ './key:/key:ro' ] } }", "a mount of 'web'")]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '../../elsewhere:/key:ro' ] } }", "a mount of 'web'")]
    [InlineData("services: { web: { image: 'w:1', env_file: [ ../../elsewhere/id_rsa ] } }", "`env_file` of 'web'")]
    [InlineData("services: { web: { build: ./linked } }", "the build of 'web'")]
    [InlineData("services: { web: { build: { context: web, additional_contexts: { more: ./linked } } } }", "the build of 'web'")]
    [InlineData("include: [ ./on-the-way/more.yml ]", "`include`")]
    public void A_file_outside_of_the_checkout_is_refused(string text, string what)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(text));

        var finding = Assert.Single(error.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal((Outside, ExitStatus.BadInput), (finding.Rule, error.ExitStatus));
        Assert.Contains(what, finding.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder, "elsewhere"), finding.Message, StringComparison.Ordinal);
        Assert.Contains("--allow outside-checkout=", finding.Fix, StringComparison.Ordinal);
        Assert.EndsWith("compose.yml", finding.At!.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_lints_it_is_refused_too_and_with_a_reason_it_travels()
    {
        const string Text = "services: { web: { image: 'w:1', volumes: [ './key:/key:ro' ] } }";

        Assert.Equal(Outside, Assert.Single(Assert.Throws<InvalidInputException>(() => Read(Text, lints: false)).Findings).Rule);
        Read(Text, Outside);
        Read(Text, Outside, lints: false);
        Read(Text + "\nx-coinpilot: { allow: { outside-checkout: a shared key } }");
    }

    [Fact]
    public void What_lies_in_the_checkout_travels_from_beside_the_project_too() =>
        Read("services: { web: { build: web, env_file: [ ../shared.env ], volumes: [ '../shared.env:/a:ro' ] } }");

    [Theory]
    [InlineData("build: .", ".env.local", "", true)]
    [InlineData("build: .", ".env.local", ".env*\n", false)]
    [InlineData("build: .", ".env.example", "", false)]
    [InlineData("build: web", "web/deep/.env", "", true)]
    [InlineData("volumes: [ './web:/web:ro' ]", "web/.env", "", true)]
    [InlineData("volumes: [ './web/Dockerfile:/web:ro' ]", "web/.env", "", false)]
    public void An_env_file_in_a_folder_that_travels_is_a_finding(string service, string file, string ignored, bool found)
    {
        Write("checkout/deploy/Dockerfile", "FROM scratch\n");
        Write("checkout/deploy/.dockerignore", ignored);
        Write("checkout/deploy/" + file, "A=1\n");

        var finding = Read($"services: {{ web: {{ {service}{(service.StartsWith("build", StringComparison.Ordinal) ? "" : ", image: 'w:1'")} }} }}")
            .Findings.SingleOrDefault(finding => finding.Rule == "env-file-travels");

        Assert.Equal(found, finding is not null);
        Assert.True(finding is null || (finding.Severity == Severity.Warning && finding.Message.Contains("/" + file, StringComparison.Ordinal)));
    }

    private ValidatedProject Read(string text, string? allowed = null, bool lints = true)
    {
        Write("checkout/deploy/compose.yml", text.Replace("ELSEWHERE", Path.Combine(folder, "elsewhere"), StringComparison.Ordinal));
        DeploymentOptions options = new()
        {
            App = AppName.Parse("web"),
            UnitName = "web-compose.service",
            ComposeFiles = [Path.Combine(folder, "checkout/deploy/compose.yml")],
            ArtifactsFolder = folder,
            TemporaryFolder = folder,
            Lints = lints,
        };
        return StackReader.Read(allowed is null ? options : options with { Allowed = options.Allowed.Add(allowed, "a shared key") });
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.CreateSymbolicLink(Path.Combine(folder, name), target);
    }
}
