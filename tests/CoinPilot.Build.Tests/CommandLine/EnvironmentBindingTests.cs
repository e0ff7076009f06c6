using Xunit;

namespace CoinPilot.CommandLine;

public sealed class EnvironmentBindingTests
{
    private static readonly ArgumentSpecification Specification = new(
        ["DeployUnit"],
        [
            new("SshHost"),
            new("SshPort", ValueKind.Number),
            new("SshKeyPassphrase") { IsSecret = true },
            new("ComposeFiles") { IsList = true, Separator = ',' },
            new("Force", ValueKind.Flag),
            new("App"),
        ]);

    [Theory]
    [InlineData("FORCE")]
    [InlineData("Force")]
    [InlineData("NUKE_FORCE")]
    [InlineData("SSH_HOST")]
    [InlineData("ssh-host")]
    [InlineData("NukeSshHost")]
    [InlineData("APP")]
    [InlineData("HOST")]
    [InlineData("VERBOSITY")]
    [InlineData("TARGET")]
    [InlineData("SKIP")]
    [InlineData("ROOT")]
    [InlineData("PROFILE")]
    [InlineData("NUKE_PROFILE")]
    [InlineData("PLAN")]
    [InlineData("HELP")]
    [InlineData("CONTINUE")]
    [InlineData("PARTITION")]
    [InlineData("NO_LOGO")]
    [InlineData("NUKE_INTERNAL_INTERCEPTOR")]
    public void What_the_engine_would_bind_is_cleared(string variable)
    {
        Assert.Equal([variable], Of((variable, "x")).Cleared);
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("HOSTNAME")]
    [InlineData("COINPILOT_SSH_HOST")]
    [InlineData("MY_APP")]
    [InlineData("GITHUB_ACTIONS")]
    public void Nothing_else_is_cleared(string variable)
    {
        Assert.Empty(Of((variable, "x")).Cleared);
    }

    [Fact]
    public void Our_variables_set_the_exact_member_names()
    {
        var binding = Of(
            ("COINPILOT_SSH_HOST", "vm"), ("COINPILOT_FORCE", "true"), ("COINPILOT_COMPOSE_FILES", "a,b"),
            ("COINPILOT_SSH_KEY_PASSPHRASE", "s"), ("COINPILOT_PROFILE", "production"));

        Assert.Empty(binding.Findings);
        Assert.Equal("ComposeFiles=a,b Force=true Profile=production SshHost=vm SshKeyPassphrase=s", Shown(binding));
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        var binding = Of(("COINPILOT_APP", ""));

        Assert.Empty(binding.Findings);
        Assert.Empty(binding.Values);
    }

    [Theory]
    [InlineData("COINPILOT_FORCE", "1", "COINPILOT_FORCE takes true or false, not '1'")]
    [InlineData("COINPILOT_SSH_PORT", "ssh", "COINPILOT_SSH_PORT takes a whole number, not 'ssh'")]
    [InlineData("COINPILOT_COMPOSE_FILES", "a,", "COINPILOT_COMPOSE_FILES is empty")]
    [InlineData("COINPILOT_HOST", "vm", "COINPILOT_HOST is not a parameter; did you mean COINPILOT_SSH_HOST?")]
    [InlineData("COINPILOT_SSHHOST", "vm", "COINPILOT_SSHHOST is not a parameter; did you mean COINPILOT_SSH_HOST?")]
    [InlineData("COINPILOT_SKIP", "DeployUnit", "COINPILOT_SKIP is not a parameter and is not used")]
    [InlineData("COINPILOT_COLOUR", "blue", "COINPILOT_COLOUR is not a parameter and is not used")]
    public void A_wrong_variable_is_named(string variable, string value, string message)
    {
        Assert.Equal(message, Assert.Single(Of((variable, value)).Findings).Message);
    }

    [Theory]
    [InlineData("COINPILOT_ENGINE")]
    [InlineData("COINPILOT_LAB")]
    [InlineData("COINPILOT_LAB_NAME")]
    [InlineData("COINPILOT_COMPOSE_ORACLE")]
    [InlineData("COINPILOT_WRITE_DOCS")]
    public void Variables_that_other_parts_read_are_left_to_them(string variable)
    {
        Assert.Empty(Of((variable, "x")).Findings);
    }

    [Fact]
    public void No_parameter_of_the_build_takes_a_variable_that_programs_live_on()
    {
        string[] vital =
        [
            "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LC_ALL", "TZ", "TMPDIR", "TMP", "TEMP", "PWD", "SSH_AUTH_SOCK", "DISPLAY",
            "DOTNET_ROOT", "NUGET_PACKAGES", "CI", "GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "DOCKER_HOST", "HTTP_PROXY", "NO_PROXY",
        ];

        var binding = EnvironmentBinding.Of(BuildDescription.Of(typeof(Build)), vital.ToDictionary(x => x, _ => "x"));

        Assert.Empty(binding.Cleared);
    }

    private static EnvironmentBinding Of(params (string Name, string Value)[] variables) =>
        EnvironmentBinding.Of(Specification, variables.ToDictionary(x => x.Name, x => x.Value));

    private static string Shown(EnvironmentBinding binding) =>
        string.Join(' ', binding.Values.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key}={x.Value}"));
}
