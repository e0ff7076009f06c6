using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitLinterTests
{
    private static readonly string Good = UnitRenderer.Unit(Stacks.Deployed);

    [Theory]
    [InlineData("RestartSec=10", "RestartSeconds=10", "unit-key", "did you mean RestartSec?")]
    [InlineData("RemainAfterExit=yes", "RemainAfterExit=yes\nWants=x.service", "unit-key", "it belongs in [Unit]")]
    [InlineData("[Install]", "[Instal]", "unit-section", "use [Unit], [Service] or [Install]")]
    [InlineData("[Install]", "nonsense\n[Install]", "unit-syntax", null)]
    [InlineData("ExecStop=/usr/bin/docker", "ExecStop=docker", "unit-program", "give the program's absolute path, without quotes or escapes")]
    [InlineData("ExecStop=/usr/bin/docker", "ExecStop=/usr/bin/docker \"", "unit-quoting", null)]
    public void What_systemd_ignores_or_refuses_is_an_error_with_its_line(string old, string bad, string rule, string? fix)
    {
        var finding = Assert.Single(UnitLinter.LintStack(UnitFile.Parse(Good.Replace(old, bad, StringComparison.Ordinal)), "x.service"));

        Assert.Equal((rule, Severity.Error), (finding.Rule, finding.Severity));
        Assert.True(finding.At is { File: "x.service", Line: > 5 }, finding.ToString());
        if (fix is not null)
        {
            Assert.Equal(fix, finding.Fix);
        }
    }

    [Theory]
    [InlineData("Type=oneshot", "Type=simple", "unit-type")]
    [InlineData("Wants=docker.service", "Requires=docker.service\nWants=docker.service", "unit-requires")]
    [InlineData("Wants=docker.service", "Wants=", "unit-docker")]
    [InlineData("After=docker.service", "After=docker.service network-online.target", "unit-network-online")]
    [InlineData("StartLimitIntervalSec=0", "StartLimitIntervalSec=10", "unit-start-limit")]
    [InlineData("Restart=on-failure", "Restart=no", "unit-restart")]
    [InlineData("Restart=on-failure", "Restart=always", "unit-restart")]
    [InlineData(" stop\n", " down\n", "unit-stop")]
    [InlineData("ExecStop=", "ExecStopPost=", "unit-stop")]
    [InlineData(" --ignore-buildable", "", "unit-pull")]
    [InlineData("ExecStartPre=-/usr/bin/timeout -k 10 300", "ExecStartPre=/usr/bin/timeout -k 10 300", "unit-pull")]
    [InlineData("-/usr/bin/timeout -k 10 300 ", "-", "unit-bound")]
    [InlineData("-/usr/bin/timeout -k 10 300 ", "-/usr/bin/timeout -k 10 0 ", "unit-bound")]
    [InlineData("TimeoutStartSec=2940", "TimeoutStartSec=1670", "unit-timeout-start")]
    [InlineData("TimeoutStartSec=2940", "TimeoutStartSec=infinity", "unit-timeout-start")]
    [InlineData("TimeoutStartSec=2940", "", "unit-timeout-start")]
    [InlineData("WorkingDirectory=", "EnvironmentFile=/x\nWorkingDirectory=", "unit-environment-file")]
    [InlineData("WantedBy=multi-user.target", "", "unit-install")]
    [InlineData("COMPOSE_PROJECT_NAME=coinpilot", "", "unit-explicit")]
    [InlineData("COMPOSE_FILE=/", "COMPOSE_FILE=", "unit-explicit")]
    [InlineData(" --env-file /etc/coinpilot/coinpilot/.env", "", "unit-explicit")]
    [InlineData("--project-directory /var", "--project-directory var", "unit-explicit")]
    public void Our_own_rules_are_kept(string old, string bad, string rule)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);

        var findings = UnitLinter.LintStack(UnitFile.Parse(Good.Replace(old, bad, StringComparison.Ordinal)), "x.service");

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(rule, finding.Rule));
    }

    [Fact]
    public void Exactly_one_line_decides()
    {
        var two = UnitFile.Parse(Good).With(UnitFile.Parse("[Service]\nExecStart=/usr/bin/true\n"));
        var ignored = UnitFile.Parse(Good.Replace("ExecStart=/", "ExecStart=-/", StringComparison.Ordinal));
        var none = UnitFile.Parse(Good).With(UnitFile.Parse("[Service]\nExecStart=\nExecReload=\n"));

        Assert.Equal(["unit-exec-start"], Rules(two));
        Assert.Equal(["unit-exec-start"], Rules(ignored));
        Assert.Equal(["unit-exec-start", "unit-reload"], Rules(none));
    }

    [Fact]
    public void The_unit_that_this_project_exists_for_is_found_out()
    {
        const string Broken = """
            [Unit]
            Requires=docker.service
            After=docker.service network-online.target
            [Service]
            Type=oneshot
            RemainAfterExit=yes
            WorkingDirectory=/opt/coin-pilot/deploy/cloud/oci
            ExecStartPre=/usr/bin/docker compose -f docker-compose.prod.yml pull
            ExecStart=/usr/bin/docker compose -f docker-compose.prod.yml up -d
            ExecStop=/usr/bin/docker compose -f docker-compose.prod.yml down
            [Install]
            WantedBy=multi-user.target
            """;

        Assert.Equal(
            ["unit-bound", "unit-docker", "unit-explicit", "unit-network-online", "unit-pull", "unit-reload", "unit-requires",
                "unit-restart", "unit-start-limit", "unit-stop", "unit-timeout-start"],
            Rules(UnitFile.Parse(Broken)).Distinct());
    }

    [Fact]
    public void An_empty_unit_means_masked() => Assert.Equal(["unit-empty"], Rules(UnitFile.Parse("\n")));

    [Fact]
    public void Every_key_that_this_machines_systemd_knows_is_known()
    {
        SystemdAnalyze.RequireProgram("systemd-analyze");
        var version = int.Parse(Run("/usr/bin/systemd-analyze", "--version").Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.SkipWhen(version > 257, $"systemd {version} is newer than the list of keys, which ends with 257");

        var items = UnitFile.Parse(Run("/usr/lib/systemd/systemd", "--dump-configuration-items"));
        var known = items.Assignments.Where(item => item.Section is "Unit" or "Service" or "Install").ToList();

        Assert.True(known.Count > 300);
        Assert.DoesNotContain("unit-key", Rules(UnitFile.Parse(string.Concat(known.Select(item => $"[{item.Section}]\n{item.Key}=x\n")))));
    }

    private static string Run(string program, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        return output;
    }

    private static IEnumerable<string> Rules(UnitFile unit) =>
        UnitLinter.LintStack(unit, "x.service").Select(finding => finding.Rule).Order(StringComparer.Ordinal);
}
