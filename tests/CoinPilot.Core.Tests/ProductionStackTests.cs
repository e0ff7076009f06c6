using System.Text;
using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using Xunit;

namespace CoinPilot;

public sealed class ProductionStackTests
{
    private const string Folder = "deploy/cloud/oci";

    [Fact]
    public void The_stack_has_no_findings_once_its_placeholders_are_filled_in()
    {
        var reading = Read(env => env.Replace("change_me", "x7Kq2mV9", StringComparison.Ordinal));

        Assert.Empty(reading.Findings);
        Assert.Empty(ComposeLints.Run(reading.Project!));
    }

    [Fact]
    public void The_example_as_it_stands_is_refused()
    {
        var findings = ComposeLints.Run(Read(env => env).Project!);

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Contains("change_me", File.ReadAllLines(finding.At!.File)[finding.At.Line - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void Eight_services_are_up_or_rolled_back_but_for_three_that_only_warn()
    {
        var services = Read(env => env).Project!.Services;

        Assert.Equal(["bot", "collector", "dashboard", "db", "grafana", "n8n", "prometheus", "redis"], services.Select(s => s.Name).Order());
        Assert.Equal(["grafana", "n8n", "prometheus"], services.Where(s => s.Gate == GateMode.Warn).Select(s => s.Name).Order());
        Assert.All(services, service => Assert.Equal(("coinpilot-" + service.Name, "unless-stopped"), (service.ContainerName, service.Restart)));
        Assert.All(services.SelectMany(service => service.Ports).Where(port => port.Published is not null), port => Assert.Equal("127.0.0.1", port.HostIp));
        Assert.Equal(["bot", "collector", "dashboard"], services.Where(s => s.Build is not null).Select(s => s.Name).Order());
    }

    private static ComposeReading Read(Func<string, string> fill)
    {
        var folder = Path.Combine(Golden.Root, Folder);
        var example = Path.Combine(folder, ".env.example");

        return ComposeReader.Read(new([folder + "/docker-compose.prod.yml"], folder, example), new WithEnv(example, fill(File.ReadAllText(example))));
    }

    private sealed class WithEnv(string path, string text) : IComposeFiles
    {
        public byte[]? Read(string file) => file == path ? Encoding.UTF8.GetBytes(text) : File.Exists(file) ? File.ReadAllBytes(file) : null;

        public bool FileExists(string file) => File.Exists(file);

        public bool DirectoryExists(string folder) => Directory.Exists(folder);
    }
}
