using CoinPilot.Systemd;
using Xunit;

namespace CoinPilot.Releases;

public sealed class ReleaseComposerTests
{
    private const string Text = """
        services:
          web:
            build: ./web
            image: web:latest
            container_name: shop-web
            environment: { KEY: "${KEY:?}" }
          cache:
            image: redis:7
            pull_policy: never
        """;

    private static readonly (string, string)[] Files = [("/p/web/Dockerfile", "FROM scratch")];

    // Compose takes the value that systemd has for every service before that of the env file.
    [Theory]
    [InlineData(false, "/etc/web.conf /mnt/pool /srv/data")]
    [InlineData(true, "/etc/web.conf /mnt/pool /srv/data /stack/own")]
    public void The_paths_of_the_host_that_containers_mount_are_known(bool isInPlace, string paths)
    {
        var project = ReleaseSamples.Project("""
            services:
              web:
                image: web:1
                volumes: [ "/srv/data:/data", "/srv/data:/again", "/etc/web.conf:/c:ro", "${ONLY_HOST}/x:/x", "named:/n", "pool:/p", "./own:/own" ]
                tmpfs: [ /tmp ]
            volumes: { named: , pool: { driver: local, driver_opts: { type: none, o: "bind,ro", device: /mnt/pool } } }
            """);

        Assert.Equal(paths.Replace("/stack", project.Directory.TrimEnd('/'), StringComparison.Ordinal).Split(' ').Order(StringComparer.Ordinal), HostMounts.Of(project, isInPlace));
    }

    [Fact]
    public void No_variable_that_Compose_looks_up_reaches_it_from_systemd()
    {
        var project = ReleaseSamples.Project("""
            services:
              web:
                build: { context: ., args: { COMMIT: , FIXED: "1" } }
                image: "web:${TAG:-1}"
                environment: { PASSED: , LITERAL: "x", MIXED: "a-${SUFFIX:-}" }
                secrets: [ token ]
            secrets: { token: { environment: API_TOKEN } }
            """);

        Assert.Equal(["API_TOKEN", "COMMIT", "MIXED", "PASSED", "SUFFIX", "TAG"], PassedVariables.Of(project).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_content_has_the_same_digest_at_any_time()
    {
        var one = ReleaseComposer.Compose(ReleaseSamples.Request(Text, Files));
        var other = ReleaseComposer.Compose(ReleaseSamples.Request(Text, Files) with { MadeAt = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), By = "another" });

        Assert.Equal(one.Manifest.ContentDigest, other.Manifest.ContentDigest);
        Assert.NotEqual(one.Id, other.Id);
        Assert.EndsWith(one.Manifest.ContentDigest[..7], one.Id.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_changes_what_runs_changes_the_digest()
    {
        var request = ReleaseSamples.Request(Text, Files);

        string[] digests =
        [
            Digest(request),
            Digest(request with { StartPolicy = StartPolicy.Pinned }),
            Digest(request with { PullTimeout = TimeSpan.FromSeconds(60) }),
            Digest(request with { ShippedEnvDigest = "env" }),
            Digest(request with { DockerPath = "/usr/local/bin/docker" }),
            Digest(request with { ComposeFiles = [KeyValuePair.Create("compose.yml", Text + "\n")] }),
            Digest(request with { Objects = new(request.Objects.ByPath.SetItem(("/p/web", ShippedUse.BuildContext), new("feed", ""))) }),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void The_host_finds_all_it_needs_in_release_conf()
    {
        var release = ReleaseComposer.Compose(ReleaseSamples.Request(Text, Files));

        var conf = ConfFile.Parse(release.Files[ReleaseFile.Conf]);

        Assert.Equal("web=web:latest cache=redis:7", conf["images"]);
        Assert.Equal("web", conf["built"]);
        Assert.Equal("cache", conf["never_pull"]);
        Assert.Equal("shop-web", conf["containers"]);
        Assert.Equal("/etc/coinpilot/shop/.env", conf["env_file"]);
        Assert.Equal($"/var/lib/coinpilot/shop/releases/{release.Id}/compose.yml:/var/lib/coinpilot/shop/releases/{release.Id}/compose.release.yml", conf["compose_files"]);
        Assert.StartsWith("format='2'\n", release.Files[ReleaseFile.Conf], StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_without_variables_needs_no_env_file()
    {
        var request = ReleaseSamples.Request("services: { web: { image: 'web:1' } }");

        Assert.Equal("/dev/null", ReleaseComposer.EnvFileOf(request, "id"));
        Assert.Equal("/var/lib/coinpilot/shop/releases/id/.env", ReleaseComposer.EnvFileOf(request with { ShippedEnvDigest = "x" }, "id"));
    }

    [Fact]
    public void An_image_that_only_the_host_can_name_is_left_to_it()
    {
        var release = ReleaseComposer.Compose(ReleaseSamples.Request("services: { web: { image: 'web:${TAG}' }, db: { image: 'db:1' } }"));

        Assert.Equal("web=- db=db:1", ConfFile.Parse(release.Files[ReleaseFile.Conf])["images"]);
    }

    [Fact]
    public void A_confirmation_that_could_come_too_late_is_refused()
    {
        var request = ReleaseSamples.Request(Text, Files) with { ConfirmWithin = TimeSpan.FromSeconds(30) };

        var error = Assert.Throws<DeploymentException>(() => ReleaseComposer.Compose(request));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("--confirm-within 30 is too short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_reads_back_as_it_was_written()
    {
        var manifest = ReleaseComposer.Compose(ReleaseSamples.Request(Text, Files)).Manifest;

        Assert.Equal(manifest.ToJson(), ReleaseManifest.Parse(manifest.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    public void What_is_no_manifest_is_refused(string json) => Assert.Throws<FormatException>(() => ReleaseManifest.Parse(json));

    private static string Digest(ReleaseRequest request) => ReleaseComposer.Compose(request).Manifest.ContentDigest;
}
