using CoinPilot.Runs;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Options;

public sealed class OptionsReaderTests
{
    [Fact]
    public void Compose_files_lie_to_the_first_on_the_host_as_they_do_here()
    {
        var options = OptionsReader.Read(Given("host", "/opt/coin-pilot/deploy/cloud/oci/") with
        {
            ComposeFiles = ["/nowhere/oci/compose.yml", "/nowhere/oci/extra/more.yml", "/nowhere/common.yml"],
        });

        Assert.Equal("/opt/coin-pilot/deploy/cloud/oci", options.HostDirectory);
        Assert.Equal(
            ["/opt/coin-pilot/deploy/cloud/oci/compose.yml", "/opt/coin-pilot/deploy/cloud/oci/extra/more.yml", "/opt/coin-pilot/deploy/cloud/common.yml"],
            options.HostComposeFiles);
    }

    [Theory]
    [InlineData("host", null, "--host-directory is missing")]
    [InlineData("host", "", "--host-directory is missing")]
    [InlineData("host", "deploy/oci", "no absolute path")]
    [InlineData("host", "/", "no absolute path")]
    [InlineData("local", "/opt/x", "--stack-source host")]
    [InlineData("remote", "/opt/x", "Choose local or host")]
    public void A_source_that_makes_no_sense_is_refused(string source, string? directory, string said)
    {
        var error = Assert.Throws<DeploymentException>(() => OptionsReader.Read(Given(source, directory)));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_directory_is_none() => Assert.Null(OptionsReader.Read(Given("local", "")).HostDirectory);

    [Theory]
    [InlineData(null, "/tmp/f.sarif", FindingsFormat.Sarif)]
    [InlineData(null, "/tmp/f.json", FindingsFormat.Json)]
    [InlineData(null, null, FindingsFormat.Text)]
    [InlineData("github", "/tmp/f.json", FindingsFormat.GitHub)]
    public void The_name_of_the_file_says_the_form_unless_it_is_given(string? format, string? file, FindingsFormat expected) =>
        Assert.Equal(expected, OptionsReader.Read(Given("local", "") with { FindingsFormat = format, FindingsFile = file }).FindingsFormat);

    [Fact]
    public void An_unknown_form_is_refused() =>
        Assert.Contains("text, json, sarif or github", Assert.Throws<DeploymentException>(() => OptionsReader.Read(Given("local", "") with { FindingsFormat = "xml" })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_notify_file_is_read_at_the_start_and_none_is_none()
    {
        Assert.Null(OptionsReader.Read(Given("local", "")).NotifyFile);
        Assert.Contains("can't be read", Assert.Throws<DeploymentException>(() => OptionsReader.Read(Given("local", "") with { NotifyFile = "/nowhere/notify.json" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_allowed_needs_a_reason()
    {
        Assert.Equal("a=b", OptionsReader.Read(Given("local", "") with { Allow = ["floating-tag=a=b"] }).Allowed["floating-tag"]);
        Assert.Contains("gives no reason", Assert.Throws<DeploymentException>(() => OptionsReader.Read(Given("local", "") with { Allow = ["floating-tag"] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out", "/nowhere/plan.json")]
    [InlineData("--out", "/tmp")]
    [InlineData("--findings-file", "/nowhere/f.sarif")]
    [InlineData("--findings-file", "/tmp")]
    [InlineData("--report", "/nowhere/run.json")]
    [InlineData("--report", "/tmp")]
    public void A_file_that_could_not_be_written_at_the_end_is_refused_at_the_start(string parameter, string file)
    {
        var given = Given("local", "");

        var error = Assert.Throws<DeploymentException>(() => _ = parameter switch
        {
            "--out" => OptionsReader.Read(given with { Out = file }),
            "--findings-file" => OptionsReader.Read(given with { FindingsFile = file }),
            _ => (object)new Reporting.ReportFile(file, TimeProvider.System),
        });

        Assert.Equal((ExitStatus.BadInput, $"{parameter} {file}: there is no folder for this file. Make it, or name another file."), (error.ExitStatus, error.Message));
    }

    [Fact]
    public void A_saved_plan_that_is_not_there_is_named_in_one_sentence() =>
        Assert.Equal(
            "The plan /nowhere/plan.json cannot be applied: there is no such file. Make one: ./build.sh PlanDeployment --out FILE",
            Assert.Throws<DeploymentException>(() => SavedPlan.Read(OptionsReader.Read(Given("local", "") with { PlanFile = "/nowhere/plan.json" }))).Message);

    [Fact]
    public void A_saved_plan_of_another_app_says_how_it_is_applied() =>
        Assert.Contains(
            "it is for the app shop, not for web: it is applied with --app shop",
            Assert.Throws<DeploymentException>(() => SavedPlan.Read(OptionsReader.Read(
                Given("local", "") with { PlanFile = Path.Combine(AppContext.BaseDirectory, "plan-1.json") }))).Message,
            StringComparison.Ordinal);

    internal static RunParameters Given(string source, string? directory) => new()
    {
        RootDirectory = "/nowhere",
        App = "web",
        ComposeFiles = ["/nowhere/compose.yml"],
        StackSource = source,
        HostDirectory = directory,
        StartPolicy = "guarded",
        PullTimeout = "300s",
        BuildTimeout = "900s",
        RebootTimeout = "600s",
        SshPort = 22,
        SshKey = "~/.ssh/id_ed25519",
        SshHostKey = "~/.ssh/known_hosts",
        StableFor = "10s",
        Force = false,
        Json = false,
        Lint = "on",
    };
}
