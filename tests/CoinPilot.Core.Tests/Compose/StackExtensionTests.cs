using CoinPilot.Compose.Lints;
using Xunit;

namespace CoinPilot.Compose;

public sealed class StackExtensionTests
{
    [Theory]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { gate: ignroe }", "4:26", "`gate: ignroe`", "did you mean 'ignore'?")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { gate: [ warn ] }", "4:26", "is no gate", "write required, warn or ignore")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { gate: \"${GATE}\" }", "4:26", "is no gate", "write required, warn or ignore")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { gaet: warn }", "4:20", "no key 'gaet' at a service", "did you mean 'gate'?")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { timeout: 5s }", "4:20", "no key 'timeout' at a service", "at a service it has the keys: gate, probe, one-shot, update, single, shared-volumes, allow")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: ignore", "4:18", "is no mapping", "at a service it has the keys: gate, probe, one-shot, update, single, shared-volumes, allow")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilot: { allow: [ floating-tag ] }", "4:27", "`allow` is no mapping", "write `allow: { rule: why }`")]
    [InlineData("services:\n  web:\n    image: w:1\n    profiles: [ a ]\n    x-coinpilot: { gate: off }", "5:26", "`gate: off`", "write required, warn or ignore")]
    [InlineData("services: { web: { image: 'w:1' } }\nx-coinpilot:\n  gate: warn", "3:3", "no key 'gate' at the top of a file", "at the top of a file it has the keys: allow")]
    [InlineData("services: { web: { image: 'w:1' } }\nx-coinpilot:\n  alow: { a: b }", "3:3", "no key 'alow'", "did you mean 'allow'?")]
    [InlineData("services:\n  web:\n    image: w:1\n    x-coinpilto: { gate: warn }", "4:5", "`x-coinpilto`", "did you mean 'x-coinpilot'?")]
    [InlineData("services: { web: { image: 'w:1' } }\nx-coin-pilot: {}", "2:1", "`x-coin-pilot`", "did you mean 'x-coinpilot'?")]
    public void What_is_said_in_vain_is_an_error_at_its_place(string yaml, string at, string message, string fix)
    {
        var project = new MemoryFiles().Add("compose.yml", yaml).Compose(unknownAreSet: true).Project!;

        Assert.All(new[] { ComposeLints.Run(project), ComposeLints.Refusals(project, new MemoryFiles(), null) }, findings =>
        {
            var finding = Assert.Single(findings, each => each.Rule == "unknown-x-coinpilot");
            Assert.Equal((Severity.Error, $"/p/compose.yml:{at}"), (finding.Severity, finding.At!.ToString()));
            Assert.Contains(message, finding.Message, StringComparison.Ordinal);
            Assert.Equal(fix, finding.Fix);
        });
    }

    [Fact]
    public void A_task_may_run_once_per_release_and_in_no_other_way()
    {
        const string Yaml = "services: { migrate: { image: 'w:1', x-coinpilot: { one-shot: WORD } }, web: { image: 'w:1', depends_on: { migrate: { condition: service_completed_successfully } } } }";
        var once = MemoryFiles.Project(Yaml.Replace("WORD", "once-per-release", StringComparison.Ordinal));
        var wrong = MemoryFiles.Project(Yaml.Replace("WORD", "once-per-relase", StringComparison.Ordinal));

        Assert.True(once.Find("migrate")!.OncePerRelease);
        Assert.DoesNotContain("one-shot-at-boot", ComposeLints.Run(once).Select(finding => finding.Rule));
        Assert.Equal("did you mean 'once-per-release'?", Assert.Single(ComposeLints.Refusals(wrong, new MemoryFiles(), null)).Fix);
        var tasks = Health.StackTasks.Of(once, Health.StackBudgets.Of(once));
        Assert.Equal("migrate", Assert.Single(tasks.Once));
        Assert.Contains("migrate", tasks.Names);
    }

    [Theory]
    [InlineData("required")]
    [InlineData("warn")]
    [InlineData("ignore")]
    public void Every_gate_is_one(string gate) => Assert.Empty(
        ComposeLints.Refusals(MemoryFiles.Project($"services: {{ web: {{ image: 'w:1', x-coinpilot: {{ gate: {gate}, allow: {{ floating-tag: why }} }} }} }}"), new MemoryFiles(), null));

    [Theory]
    [InlineData("x-copilot")]
    [InlineData("x-pilot")]
    [InlineData("x-common")]
    public void The_keys_of_others_are_theirs(string key) =>
        Assert.Empty(ComposeLints.Refusals(MemoryFiles.Project($"{{ services: {{ web: {{ image: 'w:1', {key}: 1 }} }}, {key}: {{ gate: x }} }}"), new MemoryFiles(), null));
}
