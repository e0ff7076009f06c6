using System.Text;
using CoinPilot.Compose.Lints;
using CoinPilot.Compose.Scripts;
using Xunit;

namespace CoinPilot.Compose;

public sealed class ScriptLintsTests
{
    private const string Good = "#!/bin/sh\n";
    private const string Cr = "#!/bin/sh\r\nexit\r\n";

    [Theory]
    [InlineData("#!/bin/sh\r\n", false, true)]
    [InlineData("\uFEFF#!/bin/sh\n", false, true)]
    [InlineData("#!/bin/sh\n", false, false)]
    [InlineData("echo\r\n", false, false)]
    [InlineData("echo\r\n", true, true)]
    [InlineData("#!/bin/sh", false, false)]
    [InlineData("", true, false)]
    public void The_first_line_decides(string text, bool isScript, bool isTrouble) =>
        Assert.Equal(isTrouble, FirstLine.Trouble(Encoding.UTF8.GetBytes(text), isScript) is not null);

    [Theory]
    [InlineData("FROM x\nCOPY entry.nox /entry\nENTRYPOINT [\"/entry\"]", true)]
    [InlineData("FROM x\nCOPY --chmod=755 entry.nox /entry\nENTRYPOINT [\"/entry\"]", false)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nRUN chmod 755 /entry\nENTRYPOINT [\"/entry\"]", false)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nENTRYPOINT [\"sh\", \"/entry\"]", false)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nENTRYPOINT [\"tini\", \"--\", \"/entry\", \"-v\"]", true)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nENTRYPOINT /entry --now", true)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nCMD [\"sh\", \"-c\", \"exec /entry\"]", true)]
    [InlineData("FROM x\nWORKDIR /app\nCOPY . .\nCMD [\"./entry.nox\"]", true)]
    [InlineData("FROM x\nCOPY entry.nox \\\n  /usr/local/bin/\nCMD [\"entry.nox\"]", true)]
    [InlineData("FROM x AS base\nCOPY entry.nox /entry\nFROM base\nENTRYPOINT [\"/entry\"]", true)]
    [InlineData("FROM x AS base\nCOPY entry.nox /entry\nFROM y\nCOPY --from=base /entry /entry\nENTRYPOINT [\"/entry\"]", false)]
    [InlineData("FROM x\nRUN <<EOF\nCOPY entry.nox /entry\nEOF\nENTRYPOINT [\"/entry\"]", false)]
    [InlineData("FROM x\nCOPY entry.nox /entry\nHEALTHCHECK CMD /entry", false)]
    public void A_file_that_a_Dockerfile_copies_and_starts_needs_its_mode(string dockerfile, bool isFound) =>
        Assert.Equal(isFound, Rules("services: {a: {build: .}}", ("Dockerfile", dockerfile), ("entry.nox", Good)).Contains("script-not-executable"));

    [Theory]
    [InlineData("entrypoint: /run, volumes: ['./run.nox:/run:ro']", true)]
    [InlineData("entrypoint: sh /run, volumes: ['./run.nox:/run:ro']", false)]
    [InlineData("command: [/run], volumes: ['./run.nox:/run:ro']", true)]
    [InlineData("entrypoint: [sh], command: [/run], volumes: ['./run.nox:/run:ro']", false)]
    [InlineData("command: [/jobs/run.nox], volumes: ['./:/jobs:ro']", true)]
    [InlineData("command: [./run.nox], working_dir: /jobs, volumes: ['./:/jobs:ro']", true)]
    [InlineData("command: [/srv/run.nox], volumes: ['/srv:/srv:ro']", false)]
    [InlineData("healthcheck: {test: [CMD, /run]}, volumes: ['./run.nox:/run:ro']", true)]
    [InlineData("healthcheck: {test: '/run || exit 1'}, volumes: ['./run.nox:/run:ro']", true)]
    [InlineData("command: [/run], configs: [{source: c, target: /run}]", true)]
    [InlineData("command: [/run/secrets/c], secrets: [c]", true)]
    public void A_file_that_is_mounted_and_started_needs_its_mode(string service, bool isFound)
    {
        var found = ComposeLints.Run(Files($"services: {{a: {{image: x, {service}}}}}\nconfigs: {{c: {{file: ./run.nox}}}}\nsecrets: {{c: {{file: ./run.nox}}}}", ("run.nox", Good)).Compose().Project!, files: Files("", ("run.nox", Good)))
            .Where(finding => finding.Rule == "script-not-executable").ToArray();

        Assert.Equal(isFound, found.Length == 1);
        Assert.All(found, finding => Assert.StartsWith("/p/compose.yml:", finding.At!.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("services: {a: {image: x, volumes: ['./init:/docker-entrypoint-initdb.d:ro']}}", "init/one.sh", true)]
    [InlineData("services: {a: {build: ./ctx}}", "ctx/deep/one.sh", true)]
    [InlineData("services: {a: {build: ./ctx}}", "elsewhere/one.sh", false)]
    [InlineData("services: {a: {image: x, configs: [c]}}\nconfigs: {c: {file: ./one.sh}}", "one.sh", true)]
    public void A_script_with_CR_is_found_wherever_it_travels_and_named_itself(string yaml, string file, bool isFound)
    {
        var files = Files(yaml, (file, Cr), ("ctx/Dockerfile", "FROM x\n"));
        var found = ComposeLints.Run(files.Compose().Project!, files: files).Where(finding => finding.Rule == "script-line-ends").ToArray();

        Assert.Equal(isFound ? [$"/p/{file}:1:1"] : [], found.Select(finding => finding.At!.ToString()));
    }

    [Fact]
    public void A_build_that_mends_the_line_ends_is_left_alone() =>
        Assert.DoesNotContain("script-line-ends", Rules("services: {a: {build: .}}", ("Dockerfile", "FROM x\nCOPY a.sh /a\nRUN sed -i 's/\\r$//' /a\nENTRYPOINT [\"/a\"]"), ("a.sh", Cr)));

    private static MemoryFiles Files(string yaml, params (string Path, string Text)[] further) =>
        further.Aggregate(new MemoryFiles().Add("compose.yml", yaml), (files, one) => files.Add(one.Path, one.Text));

    private static IEnumerable<string> Rules(string yaml, params (string Path, string Text)[] further)
    {
        var files = Files(yaml, further);
        return ComposeLints.Run(files.Compose().Project!, files: files).Select(finding => finding.Rule);
    }
}
