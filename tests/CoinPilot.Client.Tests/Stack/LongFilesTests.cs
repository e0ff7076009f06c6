using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Runs;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Stack;

/// <summary>Files of people that are far longer than what they are for: refused by name, and never read to their end.</summary>
public sealed class LongFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("long-").FullName;
    private readonly Lines lines = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("build: .")]
    [InlineData("build: { context: web, additional_contexts: { more: . } }")]
    [InlineData("image: 'w:1', volumes: [ '.:/data:ro' ]")]
    [InlineData("image: 'w:1', volumes: [ './web/dump.sql:/dump:ro' ]")]
    [InlineData("image: 'w:1', volumes: [ './linked:/dump:ro' ]")]
    [InlineData("image: 'w:1', configs: [ c ]")]
    public async Task Content_that_is_too_much_to_travel_is_refused_before_it_is_read(string service)
    {
        Long("web/dump.sql", 200L << 30);
        Write("web/Dockerfile", "FROM scratch\n");
        Write("Dockerfile", "FROM scratch\n");
        File.CreateSymbolicLink(Path.Combine(folder, "linked"), "web/dump.sql");

        var error = await Refused($"services: {{ web: {{ {service} }} }}\nconfigs: {{ c: {{ file: web/dump.sql }} }}");

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("more than the 4 GiB", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the largest file is {Path.Combine(folder, "web/dump.sql")} (200 GiB)", error.Message, StringComparison.Ordinal);
        Assert.Contains(".dockerignore", error.Message, StringComparison.Ordinal);
        Assert.Contains("absolute path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_travel_does_not_count()
    {
        Long("web/dump.sql", 200L << 30);
        Write("web/Dockerfile", "FROM scratch\n");
        Write("web/.dockerignore", "*.sql\n");
        File.CreateSymbolicLink(Path.Combine(folder, "web", "inner"), "dump.sql");

        await Validate("services: { web: { build: web } }");

        Assert.DoesNotContain("content", lines.Phases);
    }

    [Fact]
    public async Task Content_that_takes_a_while_is_announced()
    {
        Long("web/dump.sql", 300L << 20);
        Write("web/Dockerfile", "FROM scratch\n");

        await Validate("services: { web: { build: web } }");

        Assert.Contains($"content Info 300 MiB of content belong to this stack and are read for a release, the largest file is {folder}/web/dump.sql (300 MiB)", lines.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3L << 30, 1L << 20, true)]
    [InlineData(3L << 30, 8L << 20, false)]
    [InlineData(3L << 30, 0, false)] // the host did not say
    public void Content_for_which_the_host_has_no_room_is_refused_before_it_travels(long bytes, long freeKib, bool refused)
    {
        ContentSize size = new(bytes, "/s/dump.sql", bytes);

        var error = Record.Exception(() => size.RefuseWithoutRoom("vm", bytes, freeKib));

        Assert.Equal(refused, error is DeploymentException { ExitStatus: ExitStatus.BadInput });
        Assert.Equal(refused, error?.Message.Contains("would travel to vm and be unpacked there, and only 1 GiB are free", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task A_finding_about_a_file_does_not_read_it_again()
    {
        Long("compose.yml", 1L << 36);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Unwrapped(Of().ValidateComposeAsync(Ct)));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("is longer than 64 MiB", lines.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dockerignore_that_is_too_long_is_refused_and_not_taken_for_none()
    {
        Write("web/Dockerfile", "FROM scratch\n");
        Long("web/.dockerignore", 1L << 36);

        var error = await Refused("services: { web: { build: web } }");

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("web/.dockerignore is longer than 64 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_plan_a_key_known_hosts_and_a_list_have_a_bound()
    {
        var file = Long("file", 128L << 20);

        Assert.All(
            new Dictionary<string, Action>
            {
                ["the plan"] = () => SavedPlan.Read(Options() with { PlanFile = file }),
                ["the key"] = () => LoginKey.Load(file, null),
                ["the known_hosts file"] = () => HostKeyPin.Load(file),
                ["the list of Compose files"] = () => ComposeListRun.Judge(file, lines, TextWriter.Null, Ct),
            },
            read =>
            {
                var error = Assert.Throws<DeploymentException>(read.Value);
                Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
                Assert.StartsWith($"{read.Key} {file} is longer than ", error.Message, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("Next: ", error.Message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void A_device_without_an_end_is_read_to_the_bound_and_no_further() =>
        Assert.Contains("longer", Assert.Throws<DeploymentException>(() => LoginKey.Load("/dev/zero", null)).Message, StringComparison.Ordinal);

    private Task Validate(string compose)
    {
        Write("compose.yml", compose);
        return Of().ValidateComposeAsync(Ct);
    }

    private async Task<DeploymentException> Refused(string compose) =>
        await Assert.ThrowsAsync<DeploymentException>(() => Unwrapped(Validate(compose)));

    private static async Task Unwrapped(Task work)
    {
        var reported = await Assert.ThrowsAsync<ReportedException>(() => work);
        throw reported.InnerException!;
    }

    private Targets Of() => new(Options(), _ => throw new InvalidOperationException("There is no host."), lines, TimeProvider.System, new(PlanPhase.Stage, IsWhole: false, HostIsGiven: false));

    private DeploymentOptions Options() => OptionsReader.Read(
        OptionsReaderTests.Given("local", null) with { ComposeFiles = [Path.Combine(folder, "compose.yml")], RootDirectory = folder });

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Long(string name, long length)
    {
        Write(name, "");
        var path = Path.Combine(folder, name);
        using var file = File.OpenWrite(path);
        file.SetLength(length);
        return path;
    }
}
