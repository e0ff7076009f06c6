using Xunit;

namespace CoinPilot.Compose;

public sealed class ComposeReaderTests
{
    [Fact]
    public void A_finding_says_where_what_and_how_to_mend_it()
    {
        var reading = MemoryFiles.Compose("services:\n  web:\n    image: nginx\n    enviroment: {A: b}\n");

        var finding = Assert.Single(reading.Findings);
        Assert.Equal("/p/compose.yml:4:5: error unknown-key: unknown key 'enviroment' in services.web (did you mean 'environment'?)", finding.ToString());
        Assert.Null(reading.Project);
    }

    [Fact]
    public void All_findings_come_at_once()
    {
        var reading = MemoryFiles.Compose(
            """
            services:
              web:
                image: nginx
                ports: ["70000:80"]
                depends_on: [dbb]
                networks: [front]
              db:
                image: postgres
                mem_limit: lots
            volums: {}
            """);

        Assert.Equal(
            ["port-format", "undefined-service", "undefined-network", "size-format", "unknown-key"],
            reading.Findings.Select(f => f.Rule));
        Assert.Equal("did you mean 'db'?", reading.Findings[1].Fix);
    }

    [Fact]
    public void Short_forms_come_out_long()
    {
        var service = MemoryFiles.Project(
            """
            services:
              web:
                image: nginx
                ports: ["127.0.0.1:8080:80/udp", 9000, "70-71:70-71"]
                volumes: ["./conf:/etc/conf:ro,z", "data:/data/", "/anonymous"]
                env_file: extra.env
                healthcheck: {test: curl -f localhost, interval: 1m30s, retries: "3"}
                command: echo "a b"
            volumes: {data: {name: kept}}
            """.Replace("    env_file: extra.env\n", "", StringComparison.Ordinal)).Services[0];

        Assert.Equal(["127.0.0.1:8080:80/udp", ":9000/tcp", "70:70/tcp", "71:71/tcp"],
            service.Ports.Select(p => $"{(p.HostIp is null ? "" : p.HostIp + ":")}{p.Published}:{p.Target}/{p.Protocol}"));
        Assert.Equal(["bind /p/conf /etc/conf ro", "volume data /data rw", "volume  /anonymous rw"],
            service.Volumes.Select(v => $"{v.Type} {v.Source?.Resolved} {v.Target} {(v.ReadOnly ? "ro" : "rw")}"));
        Assert.Equal("./conf", service.Volumes[0].Source!.AsWritten);
        Assert.Equal(["CMD-SHELL", "curl -f localhost"], service.Healthcheck!.Test);
        Assert.Equal(TimeSpan.FromSeconds(90), service.Healthcheck.Interval);
        Assert.Equal(3, service.Healthcheck.Retries);
    }

    [Fact]
    public void A_mount_keeps_every_option_for_the_override_file()
    {
        var mount = MemoryFiles.Project("services: {a: {image: b, volumes: ['./c:/d:ro,Z,rslave']}}").Services[0].Volumes[0];

        Assert.Equal(["read_only", "bind"], mount.Options.Select(o => o.Key));
        Assert.Equal(["selinux=Z", "propagation=rslave", "create_host_path=true"], mount.Options[1].Children.Select(o => $"{o.Key}={o.Value}"));
    }

    [Theory]
    [InlineData("${SET}", "s")]
    [InlineData("$SET-$UNSET.", "s-.")]
    [InlineData("${UNSET:-d}", "d")]
    [InlineData("${EMPTY-d}", "")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${SET:+alt}${UNSET:+alt}", "alt")]
    [InlineData("${UNSET:-${SET}x}", "sx")]
    [InlineData("${UNSET-a-b:c}", "a-b:c")]
    [InlineData("$$SET $1 $", "$SET $1 $")]
    [InlineData("${SET:?m}", "s")]
    [InlineData("${UNSET:-a} and ${SET}", "a and s")]
    public void Variables_are_put_in(string text, string expected)
    {
        var project = MemoryFiles.Project($"services: {{a: {{image: b, environment: {{V: '{text}'}}}}}}", "SET=s\nEMPTY=\n");

        Assert.Equal(expected, project.Services[0].Environment["V"]);
    }

    [Fact]
    public void Without_an_env_file_unknown_variables_count_as_set_and_stay_as_written()
    {
        var files = new MemoryFiles().Add("compose.yml",
            """
            services:
              a:
                image: "img:${TAG:?needed}"
                ports: ["127.0.0.1:${PORT:-80}:80"]
                environment: {P: "a${PASSWORD}$$"}
                mem_limit: ${MEM}
                scale: ${N}
            """);

        Assert.NotEmpty(files.Compose().Findings);
        var project = files.Compose(unknownAreSet: true).Project!;
        Assert.Equal("img:${TAG:?needed}", project.Services[0].Image);
        Assert.Equal("${PORT:-80}", project.Services[0].Ports[0].Published);
        Assert.Equal("a${PASSWORD}$$", project.Template(project.Services[0].Environment["P"]!));
    }

    [Fact]
    public void A_second_file_overrides_the_first()
    {
        var files = new MemoryFiles()
            .Add("compose.yml", "services: {a: {image: x, environment: {A: 1, B: 2}, ports: ['80:80'], command: [a], volumes: ['./a:/d:ro']}}")
            .Add("compose.override.yml", "services: {a: {environment: [B=3, C=4], ports: !override ['81:80'], command: [b], volumes: ['./b:/d']}}");

        var service = files.Compose().Project!.Services[0];

        Assert.Equal(["A=1", "B=3", "C=4"], service.Environment.Select(e => $"{e.Key}={e.Value}").Order());
        Assert.Equal("81", Assert.Single(service.Ports).Published);
        Assert.Equal("/p/b", Assert.Single(service.Volumes).Source!.Resolved);
    }

    [Fact]
    public void Extends_and_include_bring_their_services_along()
    {
        var files = new MemoryFiles()
            .Add("compose.yml", "include: [sub/inc.yml]\nservices: {a: {extends: {file: sub/base.yml, service: base}, environment: {B: 2}}}")
            .Add("sub/base.yml", "services: {base: {image: x, environment: {A: 1}, volumes: ['./v:/v']}}")
            .Add("sub/inc.yml", "services: {b: {image: '${IMG}', env_file: e.env}}")
            .Add("sub/.env", "IMG=inner")
            .Add("sub/e.env", "K='v'");

        var project = files.Compose().Project!;

        Assert.Equal("/p/sub/v", project.Find("a")!.Volumes[0].Source!.Resolved);
        Assert.Equal(["A", "B"], project.Find("a")!.Environment.Keys.Order());
        Assert.Equal("inner", project.Find("b")!.Image);
        Assert.Equal("v", project.Find("b")!.Environment["K"]);
    }

    [Fact]
    public void Only_services_of_active_profiles_are_enabled()
    {
        var files = new MemoryFiles().Add("compose.yml",
            "services: {a: {image: x}, b: {image: y, profiles: [debug], depends_on: [a]}, c: {image: z, depends_on: {b: {condition: service_started, required: false}}}}");

        Assert.Equal(["a", "c"], files.Compose().Project!.Services.Select(s => s.Name));
        Assert.Equal(["a", "b", "c"], files.Compose(false, "debug").Project!.Services.Select(s => s.Name));
    }

    [Fact]
    public void Merge_keys_and_anchors_are_followed()
    {
        var project = MemoryFiles.Project(
            """
            x-base: &base {image: b, restart: always}
            services:
              a: {<<: *base, restart: "no"}
              c: {<<: [*base, {hostname: h}]}
            """);

        Assert.Equal(["no", "always"], project.Services.Select(s => s.Restart));
    }
}
