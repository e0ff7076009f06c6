using System.Collections.Immutable;
using CoinPilot.Compose.Lints;
using Xunit;

namespace CoinPilot.Compose;

public sealed class ComposeLintsTests
{
    private const string Clean =
        """
        name: app
        services:
          db:
            image: postgres:15.4
            restart: unless-stopped
            environment: {POSTGRES_PASSWORD: "${DB_PASSWORD}"}
            healthcheck: {test: [CMD, pg_isready]}
            ports: ["127.0.0.1:5432:5432", "443:443"]
            volumes: ["data:/data"]
            logging: {driver: json-file, options: {max-size: 10m}}
        volumes: {data: {name: app_data}}
        """;

    [Fact]
    public void A_careful_file_has_no_finding() =>
        Assert.Empty(ComposeLints.Run(MemoryFiles.Project(Clean, "DB_PASSWORD=s3cure\n")));

    [Theory]
    [InlineData("    logging: {driver: json-file, options: {max-size: 10m}}\n", "", "no-log-limit")]
    [InlineData("\"data:/data\"", "\"data:/data\", \"~/x:/x\"", "host-path")]
    [InlineData("{POSTGRES_PASSWORD:", "{API_TOKEN: abcd, POSTGRES_PASSWORD:", "inline-secret")]
    [InlineData("name: app\nservices", "services", "no-project-name")]
    [InlineData("postgres:15.4", "postgres", "floating-tag")]
    [InlineData("postgres:15.4", "postgres:alpine", "floating-tag")]
    [InlineData("restart: unless-stopped", "restart: always", "restart-always")]
    [InlineData("    restart: unless-stopped\n", "", "no-restart-policy")]
    [InlineData("127.0.0.1:5432:5432", "5432:5432", "public-port")]
    [InlineData("{name: app_data}", "", "volume-without-name")]
    [InlineData("volumes: {data", "volumes: {x-a: {}, data", "volume-without-name")]
    [InlineData("${DB_PASSWORD}", "${DB_PASSWORT}${DB_PASSWORD}", "variable-unset")]
    public void A_careless_one_has(string good, string bad, string rule)
    {
        var project = MemoryFiles.Project(Clean.Replace(good, bad, StringComparison.Ordinal), "DB_PASSWORD=s3cure\n");

        Assert.Equal([rule], ComposeLints.Run(project).Select(f => f.Rule));
    }

    [Theory]
    [InlineData("DB_PASSWORD=change_me", "env-placeholder")]
    [InlineData("DB_PASSWORD=postgres", "env-placeholder")]
    [InlineData("DB_PASSWORD=change_me\nDB_PASSWORD=real ", null)]
    [InlineData("DB_PASSWORD=real\nDB_PASWORD=x", "env-key-unused")]
    public void The_env_file_is_checked_too(string env, string? rule) =>
        Assert.Equal(rule is null ? [] : [rule], ComposeLints.Run(MemoryFiles.Project(Clean, env)).Select(f => f.Rule));

    [Theory]
    [InlineData("DB_PASSWORD=pa$word", "env-value-variable")]
    [InlineData("DB_PASSWORD=\"pa${word}\"", "env-value-variable")]
    [InlineData("DB_PASSWORD=pa$$word", "env-value-dollar")]
    [InlineData("DB_PASSWORD='pa$word'", null)]
    [InlineData("DB_PASSWORD=pa${word:-x}", null)]
    [InlineData("DB_PASSWORD=5$", null)]
    [InlineData("DB_PASSWORD=abcdef\r\n", null)]
    [InlineData("DB_PASSWORD=\"abc\r\ndef\"\r\n", "env-value-cr")]
    public void A_value_that_is_not_what_it_looks_like_is_said_with_its_line_and_without_itself(string line, string? rule)
    {
        var findings = ComposeLints.Run(MemoryFiles.Project(Clean, "# a comment\n" + line));

        Assert.Equal(rule is null ? [] : [rule], findings.Select(f => f.Rule));
        Assert.All(findings, finding =>
        {
            Assert.Equal("/p/.env:2:1", finding.At!.ToString());
            Assert.DoesNotContain("word", finding.Message.Replace("PASSWORD", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_env_file_of_services_is_looked_at_too_and_said_once()
    {
        var files = new MemoryFiles().Add("web.env", "A=pa$word\nB=$A\n")
            .Add("compose.yml", "services: {a: {image: x, env_file: web.env}, b: {image: x, env_file: web.env}}");

        Assert.Single(ComposeLints.Run(files.Compose().Project!), finding => finding.Rule == "env-value-variable" && finding.At!.ToString() == "/p/web.env:1:1");
    }

    [Fact]
    public void What_is_allowed_with_a_reason_is_silent()
    {
        var yaml = Clean.Replace("    restart: unless-stopped\n", "    x-coinpilot: {allow: {no-restart-policy: run by hand}}\n", StringComparison.Ordinal);

        Assert.Empty(ComposeLints.Run(MemoryFiles.Project(yaml, "DB_PASSWORD=s3cure")));
        Assert.Equal(["no-restart-policy", "unknown-allowed-rule"],
            ComposeLints.Run(MemoryFiles.Project(yaml.Replace("run by hand", "", StringComparison.Ordinal), "DB_PASSWORD=s3cure")).Select(f => f.Rule));
    }

    [Fact]
    public void What_a_run_allows_is_silent_too()
    {
        var yaml = Clean.Replace("postgres:15.4", "postgres", StringComparison.Ordinal);

        Assert.Empty(ComposeLints.Run(MemoryFiles.Project(yaml, "DB_PASSWORD=s3cure"), Allow("floating-tag", "a lab")));
        Assert.Equal(["floating-tag", "unknown-allowed-rule"],
            ComposeLints.Run(MemoryFiles.Project(yaml, "DB_PASSWORD=s3cure"), Allow("floatingtag", "a lab")).Select(f => f.Rule));
    }

    [Fact]
    public void What_is_allowed_in_vain_is_said() =>
        Assert.Equal("allowed-without-effect", Assert.Single(ComposeLints.Run(MemoryFiles.Project(Clean, "DB_PASSWORD=s3cure"), Allow("floating-tag", "a lab"))).Rule);

    [Fact]
    public void A_secret_among_the_arguments_of_a_build_is_found() =>
        Assert.Contains("inline-secret", ComposeLints.Run(MemoryFiles.Project("services: {a: {build: {context: ., args: {NPM_TOKEN: abcdef}}}}")).Select(f => f.Rule));

    private static ImmutableDictionary<string, string> Allow(string rule, string reason) =>
        ImmutableDictionary<string, string>.Empty.Add(rule, reason);
}
