using CoinPilot.Compose.Variables;
using Xunit;

namespace CoinPilot.Hosts;

/// <summary>What a rehearsal reads of programs that it asks.</summary>
public sealed class RehearsalPartsTests
{
    [Theory]
    [InlineData("x86_64", "amd64", false)]
    [InlineData("x86_64", "arm64", true)]
    [InlineData("x86_64", "386", false)]
    [InlineData("x86_64", "", false)]
    [InlineData("aarch64", "unknown", false)]
    [InlineData("aarch64", "arm", false)]
    [InlineData("armv7l", "arm64", true)]
    [InlineData("i686", "386", false)]
    [InlineData("riscv64", "riscv64", false)]
    public void An_image_runs_on_its_own_machine_and_on_a_newer_one_of_its_kind(string machine, string image, bool isForeign) =>
        Assert.Equal(isForeign, ImageArchitecture.IsForeign(ImageArchitecture.Of(machine), image));

    [Fact]
    public void A_complaint_of_compose_loses_the_value_that_it_quotes()
    {
        ValueMask mask = new([new("API_TOKEN", "correct-horse-battery")]);

        Assert.Equal("line 1 …\nin a name\n${API_TOKEN}", ComposeComplaint.Of("first\nline 1 near \"correct\"\nin variable name \"x y\"\ncorrect-horse-battery\n", mask, 3));
    }

    [Fact]
    public void A_complaint_of_compose_says_a_path_once()
    {
        const string Said = "validating compose.yml: services.web.pull_policy services.web.pull_policy must be one of the following: \"always\", \"never\"\n";

        Assert.Equal("validating compose.yml: services.web.pull_policy must be one of the following: \"always\", \"never\"", ComposeComplaint.Of(Said, new([]), 3));
        Assert.Equal("correct the Compose file", ComposeComplaint.Fix("/dev/null"));
        Assert.Equal("correct the Compose file or /etc/x/.env", ComposeComplaint.Fix("/etc/x/.env"));
    }

    [Fact]
    public void A_dry_run_says_what_would_be_made() => Assert.Equal(
        ["recreate the container a-db", "make the volume a_data", "make the network a_default"],
        DryRun.Changes(
            """
             DRY-RUN MODE -  Container a-db  Recreate
             DRY-RUN MODE -  Container a-db  Recreated
             DRY-RUN MODE -  Volume "a_data"  Creating
             DRY-RUN MODE -  Network a_default  Creating
             Container a-web  Creating
            """).AsEnumerable());

    [Fact]
    public void What_a_start_needs_is_read_of_what_compose_prints()
    {
        var needs = StartNeeds.Parse(
            """
            {
              "name": "shop",
              "services": {
                "db": { "image": "db:$$1", "platform": "linux/arm64", "volumes": [ { "type": "bind", "source": "/a$$b", "bind": { "create_host_path": false } }, { "type": "volume", "source": "data" }, { "type": "bind", "source": "/c", "bind": { "create_host_path": true } } ] },
                "web": { "build": { "context": "/ctx" }, "volumes": [ { "type": "bind", "source": "/d", "bind": {} }, { "type": "bind", "source": "/e" } ] },
                "far": { "build": { "context": "https://example.org/x.git" } }
              },
              "volumes": { "data": { "name": "shop_data" }, "old": { "name": "old", "external": true }, "plain": null },
              "networks": { "default": { "name": "shop_default" }, "outside": { "name": "out", "external": true } },
              "configs": { "c": { "file": "/conf" }, "inline": { "content": "x" } },
              "secrets": { "s": { "file": "/key" }, "env": { "environment": "X" } }
            }
            """);

        Assert.Equal("shop", needs.Project);
        Assert.Equal([new("db", "/a$b", false), new("db", "/c", true), new("web", "/d", null), new("web", "/e", null)], needs.Mounts.AsEnumerable());
        Assert.Equal(["/conf", "/key"], needs.Files.AsEnumerable());
        Assert.Equal([new("web", "/ctx")], needs.Contexts.AsEnumerable());
        Assert.Equal([new("shop_data", false) { Key = "data" }, new("old", true), new("plain", false)], needs.Volumes.AsEnumerable());
        Assert.Equal(["out"], needs.Networks.AsEnumerable());
        Assert.Equal([new("db", "db:$1")], needs.Images.AsEnumerable());
        Assert.Equal([new("db", "linux/arm64")], needs.Platforms.AsEnumerable());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    public void What_is_no_project_is_refused(string text) => Assert.Throws<FormatException>(() => StartNeeds.Parse(text));
}
