using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using Xunit;

namespace CoinPilot;

public sealed class ProductionStackTests
{
    [Fact]
    public void The_stack_has_no_findings_once_its_placeholders_are_filled_in()
    {
        var reading = ProductionStack.Read(env => env.Replace("change_me", "x7Kq2mV9", StringComparison.Ordinal));

        Assert.Empty(reading.Findings);
        Assert.Empty(ComposeLints.Run(reading.Project!));
    }

    [Fact]
    public void The_example_as_it_stands_is_refused()
    {
        var findings = ComposeLints.Run(ProductionStack.Read(env => env).Project!);

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Contains("change_me", File.ReadAllLines(finding.At!.File)[finding.At.Line - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void Eight_services_are_up_or_rolled_back_but_for_three_that_only_warn()
    {
        var services = ProductionStack.Read(env => env).Project!.Services;

        Assert.Equal(["bot", "collector", "dashboard", "db", "grafana", "n8n", "prometheus", "redis"], services.Select(s => s.Name).Order());
        Assert.Equal(["grafana", "n8n", "prometheus"], services.Where(s => s.Gate == GateMode.Warn).Select(s => s.Name).Order());
        Assert.All(services, service => Assert.Equal(("coinpilot-" + service.Name, "unless-stopped"), (service.ContainerName, service.Restart)));
        Assert.All(services.SelectMany(service => service.Ports).Where(port => port.Published is not null), port => Assert.Equal("127.0.0.1", port.HostIp));
        Assert.Equal(["bot", "collector", "dashboard"], services.Where(s => s.Build is not null).Select(s => s.Name).Order());
    }
}
