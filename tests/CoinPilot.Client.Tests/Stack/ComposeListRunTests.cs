using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Stack;

public sealed class ComposeListRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("list-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_file_is_judged_in_its_own_folder_with_that_folders_env_file()
    {
        var good = Write("one", "services: { web: { image: 'web:${TAG:?}' } }", "TAG=1");
        var bad = Write("two", "services: { web: { image: 'web:${TAG:?}' } }");
        File.WriteAllText(Path.Combine(folder, "list"), $"{good}\n{bad}\n/nowhere.yml\n");

        Assert.Equal([$"{good}\taccept", $"{bad}\trefuse", "/nowhere.yml\trefuse"], Judge());
    }

    [Fact]
    public async Task The_fault_of_a_file_is_that_files_verdict()
    {
        const string Good = "services: { web: { image: 'web:1' } }";
        string[] names = ["dangling", "circle", "folder", "pipe", "unreadable", "device", "pipe-as-file", "device-as-file", "huge", "last"];
        var files = names.ToDictionary(name => name, name => Write(name, Good));
        Link("dangling/.env", "nowhere");
        Link("circle/.env", ".env");
        Directory.CreateDirectory(Path.Combine(folder, "folder", ".env"));
        await PipeAsync("pipe/.env");
        Link("unreadable/.env", "/proc/self/mem"); // for root too
        Link("device/.env", "/dev/zero");
        File.Delete(files["pipe-as-file"]);
        await PipeAsync("pipe-as-file/compose.yml");
        File.Delete(files["device-as-file"]);
        Link("device-as-file/compose.yml", "/dev/zero");
        using (var huge = File.OpenWrite(files["huge"]))
        {
            huge.SetLength(1L << 36);
        }

        File.WriteAllText(Path.Combine(folder, "list"), string.Join('\n', [.. files.Values, "a\0b", ""]));

        // Compose passes over an .env that leads nowhere or is a folder.
        string[] accepted = ["dangling", "folder", "last"];
        Assert.Equal(
            [.. names.Select(name => $"{files[name]}\t{(accepted.Contains(name) ? "accept" : "refuse")}"), "a\0b\trefuse"],
            Judge().Select(line => line.Replace("^@", "\0", StringComparison.Ordinal)));
    }

    // Every shell has them, and so has Compose; nothing else of this process reaches it.
    [Theory]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '${PWD}:/p', '${HOME}:/h', '${PWD}/data:/d' ] } }", null, true)]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '${HOME}:/h' ] } }", "A=1", true)]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '${PATH}:/h' ] } }", null, false)]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '${PATH}:/h' ] } }", "A=1", false)]
    [InlineData("services: { web: { image: 'w:1', volumes: [ '${PWD:?}:/h' ] } }", "PWD=", true)]
    public void A_file_is_judged_alike_in_a_list_and_alone(string compose, string? env, bool isAccepted)
    {
        var file = Write("one", compose, env);
        File.WriteAllText(Path.Combine(folder, "list"), file + "\n");
        DeploymentOptions options = new()
        {
            App = Releases.AppName.Parse("web"),
            UnitName = "web-compose.service",
            ComposeFiles = [file],
            ArtifactsFolder = folder,
            TemporaryFolder = folder,
            Lints = false,
        };

        Assert.Equal([$"{file}\t{(isAccepted ? "accept" : "refuse")}"], Judge());
        if (isAccepted)
        {
            Assert.NotNull(StackReader.Read(options));
        }
        else if (env is not null)
        {
            Assert.Throws<InvalidInputException>(() => StackReader.Read(options));
        }
    }

    private string[] Judge()
    {
        using var output = new StringWriter();
        ComposeListRun.Judge(Path.Combine(folder, "list"), new JsonReporter(output, TimeProvider.System), TextWriter.Null, CancellationToken.None);
        return output.ToString().TrimEnd().Split('\n');
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(folder, name), target);

    private async Task PipeAsync(string name) =>
        await CliWrap.Cli.Wrap("mkfifo").WithArguments(Path.Combine(folder, name)).ExecuteAsync(TestContext.Current.CancellationToken);

    private string Write(string name, string compose, string? env = null)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, "compose.yml");
        File.WriteAllText(path, compose);
        if (env is not null)
        {
            File.WriteAllText(Path.Combine(folder, name, ".env"), env);
        }

        return path;
    }
}
