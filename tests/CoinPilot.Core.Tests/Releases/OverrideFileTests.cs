using Xunit;

namespace CoinPilot.Releases;

public sealed class OverrideFileTests
{
    [Fact]
    public void Everything_that_travels_has_an_absolute_path_and_keeps_its_options()
    {
        var text = """
            services:
              web:
                build: { context: ./web, args: { A: "1" } }
                env_file: [.env, ./web.env]
                volumes:
                  - ./nginx.conf:/etc/nginx.conf:ro,z
                  - { type: bind, source: ./pages, target: /pages, read_only: true, bind: { propagation: rslave } }
                  - ./state:/state
                  - data:/data
                configs: [motd]
                secrets: [{ source: token, target: t }]
              plain:
                image: redis:7
            volumes: { data: {} }
            configs: { motd: { file: ./motd } }
            secrets: { token: { file: ./token } }
            """;
        (string, string)[] files =
        [
            ("/p/web/Dockerfile", "FROM scratch"), ("/p/web.env", "A=1"), ("/p/.env", ""), ("/p/nginx.conf", ""), ("/p/pages/index.html", ""),
            ("/p/motd", "hi"), ("/p/token", "t"),
        ];

        Golden.Matches("tests/CoinPilot.Core.Tests/Releases/golden/compose.release.yml", Render(text, files));
    }

    [Fact]
    public void A_stack_that_ships_nothing_has_an_empty_override() =>
        Assert.EndsWith("services: {}\n", Render("services: { web: { image: 'web:1' } }"), StringComparison.Ordinal);

    [Fact]
    public void A_dollar_stays_a_dollar()
    {
        var text = "services: { web: { image: 'web:1', volumes: [ './a:/in/$$x:ro' ] } }";

        Assert.Contains("target: \"/in/$$x\"", Render(text, ("/p/a", "")), StringComparison.Ordinal);
    }

    private static string Render(string text, params (string, string)[] files)
    {
        var project = ReleaseSamples.Project(text, files);
        return OverrideFile.Render(project, ReleaseSamples.Objects(project, ReleaseSamples.Files(text, files)), ReleaseSamples.Layout, ReleaseSamples.Layout.HostEnvFile);
    }
}
