using Xunit;

namespace CoinPilot.CommandLine;

public sealed class ArgumentParserTests
{
    private static readonly ArgumentSpecification Specification = new(
        ["ValidateCompose", "DeployUnit", "CheckStack", "Rollback"],
        [
            new("SshHost"),
            new("SshPort", ValueKind.Number),
            new("SshKeyPassphrase") { IsSecret = true },
            new("ComposeFiles") { IsList = true, Separator = ',' },
            new("Yes", ValueKind.Flag),
            new("Release"),
            new("Policy", ValueKind.Choice) { Choices = ["Guarded", "Pinned"] },
        ]);

    [Theory]
    [InlineData("DeployUnit")]
    [InlineData("deploy-unit --ssh-host h --ssh-port 2222 --yes")]
    [InlineData("DeployUnit -SshHost h --YES false")]
    [InlineData("ValidateCompose+DeployUnit --compose-files a.yml b.yml")]
    [InlineData("ValidateCompose --compose-files a.yml,b.yml")]
    [InlineData("DeployUnit --skip CheckStack+rollback")]
    [InlineData("DeployUnit --profile production staging --verbosity minimal --no-logo")]
    [InlineData("DeployUnit --policy pinned")]
    [InlineData("--target DeployUnit --yes")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("DeployUnit -h")]
    [InlineData("--version")]
    [InlineData("--no-logo")]
    [InlineData("")]
    public void Good_arguments_have_no_findings(string line)
    {
        Assert.Empty(Parse(line).Findings);
    }

    [Theory]
    [InlineData("DeployUni", "'DeployUni' is not a target; did you mean DeployUnit?")]
    [InlineData("Deploy", "'Deploy' is not a target; did you mean DeployUnit?")]
    [InlineData("Xyzzy", "'Xyzzy' is not a target")]
    [InlineData("DeployUnit+", "'' is not a target")]
    [InlineData("--frobnicate", "--frobnicate is not a parameter")]
    [InlineData("DeployUnit --ssh-hots h", "--ssh-hots is not a parameter; did you mean --ssh-host?")]
    [InlineData("DeployUnit --compose a.yml", "--compose is not a parameter; did you mean --compose-files?")]
    [InlineData("DeployUnit -v", "-v is not a parameter")]
    [InlineData("DeployUnit --", "-- is not a parameter")]
    [InlineData("DeployUnit --ssh-port -5", "--ssh-port needs a value", "-5 is not a parameter")]
    [InlineData("DeployUnit --ssh-host=h", "--ssh-host=… is not understood: write the value as a word of its own, --ssh-host VALUE")]
    [InlineData("DeployUnit --ssh-host", "--ssh-host needs a value")]
    [InlineData("DeployUnit --ssh-host ~", "--ssh-host is empty")]
    [InlineData("DeployUnit --release ~", "--release is empty")]
    [InlineData("DeployUnit --ssh-host a b", "--ssh-host takes one value, not 2: a b")]
    [InlineData("DeployUnit --ssh-host a --ssh-host b", "--ssh-host is given twice")]
    [InlineData("DeployUnit --ssh-port many", "--ssh-port takes a whole number, not 'many'")]
    [InlineData("DeployUnit --yes maybe", "--yes takes true or false, not 'maybe'")]
    [InlineData("DeployUnit --yes 1", "--yes takes true or false, not '1'")]
    [InlineData("DeployUnit --policy classy", "--policy takes one of Guarded, Pinned, not 'classy'")]
    [InlineData("DeployUnit --compose-files", "--compose-files needs a value")]
    [InlineData("DeployUnit --compose-files a,b c", "--compose-files takes its values as words or separated by ',', not both")]
    [InlineData("DeployUnit --compose-files a,", "--compose-files is empty")]
    [InlineData("--yes DeployUnit", "--yes took the target DeployUnit as its value: targets come first, ./build.sh DeployUnit --yes")]
    [InlineData("--help DeployUnit", "--help took the target DeployUnit as its value: targets come first, ./build.sh DeployUnit --help")]
    [InlineData("--ssh-host h DeployUnit", "--ssh-host took the target DeployUnit as its value: targets come first, ./build.sh DeployUnit --ssh-host")]
    [InlineData("--compose-files a DeployUnit", "--compose-files took the target DeployUnit as its value: targets come first, ./build.sh DeployUnit --compose-files")]
    [InlineData("-h DeployUnit", "-h takes no value, but 'DeployUnit' follows it: targets come first")]
    [InlineData("--yes", "--yes is given without a target: targets come first, ./build.sh TARGET --yes …")]
    [InlineData("--skip CheckStack", "--skip is given without a target: targets come first, ./build.sh TARGET --skip …")]
    [InlineData("DeployUnit --skip", "--skip needs a value: alone it would skip everything and end green")]
    [InlineData("DeployUnit --skip CheckStac", "--skip takes names of targets, not 'CheckStac'; did you mean CheckStack?")]
    [InlineData("DeployUnit --target Rollback", "--target and targets in front exclude each other: the engine would drop the ones in front")]
    [InlineData("DeployUnit --verbosity loud", "--verbosity takes one of Verbose, Normal, Minimal, Quiet, not 'loud'")]
    [InlineData("DeployUnit --continue", "--continue is refused: after a run that was rolled back it would skip its phases and end green; run the target again, it goes on from what the host has")]
    [InlineData("DeployUnit --host GitHubActions", "--host is refused: the build host is detected; a deployment's host is --ssh-host")]
    [InlineData("DeployUnit --root .", "--root is refused: the root is the checkout that build.sh lies in")]
    [InlineData("DeployUnit --partition 1/2", "--partition is refused: this build has one part")]
    [InlineData("DeployUnit --plan", "--plan is refused: it needs a browser; --help shows the targets with their dependencies")]
    [InlineData("DeployUnit --strict", "--strict is not a parameter")]
    [InlineData("DeployUnit --shell-completion", "--shell-completion is not a parameter")]
    public void Bad_arguments_are_named(string line, params string[] messages)
    {
        Assert.Equal(messages, Parse(line).Findings.Select(x => x.Message));
    }

    [Theory]
    [InlineData("DeployUnit --ssh-key-passphrase hunter2")]
    [InlineData("DeployUnit --ssh-key-passphrase=hunter2")]
    [InlineData("DeployUnit --SshKeyPassphrase hunter2")]
    public void A_secret_is_refused_with_its_variable_and_never_repeated(string line)
    {
        var finding = Assert.Single(Parse(line).Findings);

        Assert.Contains("COINPILOT_SSH_KEY_PASSPHRASE", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        Assert.Equal(3, Parse("DeployUni --frobnicate --ssh-port x").Findings.Length);
    }

    [Fact]
    public void Targets_and_values_are_read()
    {
        var parsed = Parse("validate-compose DeployUnit --compose-files a,b --profile production");

        Assert.Equal(["ValidateCompose", "DeployUnit"], parsed.Targets);
        Assert.Equal(["a", "b"], parsed.Values["ComposeFiles"]);
        Assert.Equal(["production"], parsed.Profiles);
    }

    [Theory]
    [InlineData("-h", true)]
    [InlineData("-?", true)]
    [InlineData("--help", true)]
    [InlineData("DeployUnit --help true", true)]
    [InlineData("DeployUnit --help false", false)]
    [InlineData("DeployUnit", false)]
    public void Help_is_wanted_when_asked_for(string line, bool wanted)
    {
        Assert.Equal(wanted, Parse(line).WantsHelp);
    }

    // A ~ stands for an empty word.
    private static ParsedArguments Parse(string line) =>
        ArgumentParser.Parse(Specification, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => x == "~" ? "" : x)]);
}
