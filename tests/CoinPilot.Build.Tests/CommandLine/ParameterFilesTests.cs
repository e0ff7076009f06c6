using Xunit;

namespace CoinPilot.CommandLine;

public sealed class ParameterFilesTests : IDisposable
{
    private static readonly ArgumentSpecification Specification = new(
        ["DeployUnit"],
        [
            new("SshHost"),
            new("SshPort", ValueKind.Number),
            new("SshKeyPassphrase") { IsSecret = true },
            new("ComposeFiles") { IsList = true },
            new("Force", ValueKind.Flag),
            new("StableFor"),
        ]);

    private readonly string root = Directory.CreateTempSubdirectory("coinpilot-parameters-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_good_file_passes_with_comments_and_a_trailing_comma()
    {
        Write("parameters.json", """
            {
              "$schema": "./build.schema.json",
              // the VM
              "SshHost": "vm", "SshPort": 22, "ComposeFiles": ["a.yml"], "Force": false, "StableFor": 10, "Verbosity": "Minimal",
            }
            """);

        Assert.Empty(Check());
    }

    [Fact]
    public void No_file_at_all_passes()
    {
        Assert.Empty(Check());
    }

    [Theory]
    [InlineData("""{ "sshHost": "vm" }""", "1:3: error parameters-file: 'sshHost' is not a parameter; did you mean SshHost? Names are exact")]
    [InlineData("""{ "SshHots": "vm" }""", "'SshHots' is not a parameter; did you mean SshHost?")]
    [InlineData("{\n  \"Colour\": \"blue\" }", "2:3: error parameters-file: 'Colour' is not a parameter")]
    [InlineData("""{ "SshHost": "" }""", "'SshHost' is empty")]
    [InlineData("""{ "SshHost": ["a"] }""", "'SshHost' takes a string")]
    [InlineData("""{ "SshPort": "22" }""", "'SshPort' takes a whole number")]
    [InlineData("""{ "SshPort": 2.5 }""", "'SshPort' takes a whole number, not '2.5'")]
    [InlineData("""{ "Force": "true" }""", "'Force' takes true or false")]
    [InlineData("""{ "ComposeFiles": "a.yml" }""", "'ComposeFiles' takes a list of strings")]
    [InlineData("""{ "Verbosity": "Loud" }""", "'Verbosity' takes one of")]
    [InlineData("""{ "SshKeyPassphrase": "x" }""", "'SshKeyPassphrase' is a secret and is not read from a file: set COINPILOT_SSH_KEY_PASSPHRASE")]
    [InlineData("""{ "Target": ["DeployUnit"] }""", "'Target' is not read from a file: give --target on the command line")]
    [InlineData("{ \"SshHost\": ", ".nuke/parameters.json:1:")]
    [InlineData("[]", "is not a JSON object")]
    public void A_fault_is_named_with_its_place(string text, string message)
    {
        Write("parameters.json", text);

        Assert.Contains(message, Assert.Single(Check()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_far_too_long_is_not_read_to_its_end()
    {
        Write("parameters.json", "");
        using (var file = File.OpenWrite(Path.Combine(root, ".nuke", "parameters.json")))
        {
            file.SetLength(128L << 20);
        }

        Assert.Contains(".nuke/parameters.json: error parameters-file: is longer than 1 MiB", Assert.Single(Check()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_profile_lists_the_ones_there_are()
    {
        Write("parameters.production.json", "{}");
        Write("parameters.staging.json", "{}");

        Assert.Equal(
            "error profile: there is no profile 'prod': .nuke/parameters.prod.json is missing (there is production, staging)",
            Assert.Single(Check("prod")));
    }

    [Fact]
    public void A_profile_cannot_lead_out_of_the_folder()
    {
        Assert.Contains("there is no profile '../x'", Assert.Single(Check("../x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_named_profiles_are_checked()
    {
        Write("parameters.broken.json", "{");

        Assert.Empty(Check());
        Assert.Single(Check("broken"));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(root, ".nuke"));
        File.WriteAllText(Path.Combine(root, ".nuke", name), text);
    }

    private IEnumerable<string> Check(params string[] profiles) => new ParameterFiles(Specification, root).Check(profiles).Select(x => x.ToString());
}
