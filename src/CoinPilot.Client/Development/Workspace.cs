using System.Text;
using CliWrap;
using CoinPilot.CommandLine;

namespace CoinPilot.Development;

/// <summary>What a developer does with the checkout: compile, test, clean.</summary>
public sealed partial class Workspace(string root)
{
    private const string Solution = "CoinPilot.sln";
    private static readonly string[] Parts = ["build", "src", "tests"];

    public async Task CompileAsync(CancellationToken ct)
    {
        if (await DotNetAsync(["build", Solution], PipeTarget.Null, ct) is not 0 and var code)
        {
            throw new DeploymentException($"dotnet build {Solution} ended with exit code {code}: its messages are above.");
        }
    }

    /// <summary>Runs the tests; <paramref name="counted"/> gets the counts before a failure is thrown.</summary>
    /// <param name="all">The long end-to-end tests too: those with the trait pace=long.</param>
    public async Task TestAsync(bool all, Action<TestCounts> counted, CancellationToken ct)
    {
        StringBuilder output = new();
        // One assembly after another: many tests watch a clock. A test that hangs must not hang the run; a busy machine may take its time.
        string[] arguments =
        [
            "test", Solution, "--max-parallel-test-modules", "1", "--timeout", "70m",
            .. all ? [] : (string[])["--", "--filter-not-trait", "pace=long"],
        ];
        var code = await DotNetAsync(arguments, PipeTarget.ToStringBuilder(output), ct);
        if (TestCounts.Read(output.ToString()) is { } counts)
        {
            counted(counts);
        }

        if (code != 0)
        {
            throw new DeploymentException($"dotnet test {Solution} ended with exit code {code}: the failed tests are named above.");
        }
    }

    /// <summary>Removes what builds leave behind, but not the copy that this program runs from; returns what was removed.</summary>
    public IReadOnlyList<string> Clean()
    {
        string[] projects =
        [
            .. Parts
                .Select(x => Path.Combine(root, x))
                .Where(Directory.Exists)
                .SelectMany(x => Directory.EnumerateFiles(x, "*.csproj", SearchOption.AllDirectories))
                .Select(x => Path.GetDirectoryName(x)!)
                .Distinct(),
        ];
        string[] folders =
        [
            .. projects.SelectMany(x => new[] { Path.Combine(x, "bin"), Path.Combine(x, "obj") }).Append(Path.Combine(root, "artifacts"))
                .Where(x => Directory.Exists(x) && !AppContext.BaseDirectory.StartsWith(x + Path.DirectorySeparatorChar, StringComparison.Ordinal)),
        ];
        foreach (var folder in folders)
        {
            Directory.Delete(folder, recursive: true);
        }

        return [.. folders.Select(x => Path.GetRelativePath(root, x))];
    }

    private async Task<int> DotNetAsync(string[] arguments, PipeTarget copy, CancellationToken ct)
    {
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        var command = Cli.Wrap(DotNetPath())
            .WithArguments(arguments)
            .WithWorkingDirectory(root)
            .WithEnvironmentVariables(x => x.Set("DOTNET_CLI_UI_LANGUAGE", "en"))
            .WithStandardOutputPipe(PipeTarget.Merge(PipeTarget.ToStream(output), copy))
            .WithStandardErrorPipe(PipeTarget.ToStream(error))
            .WithValidation(CommandResultValidation.None);
        var result = await ChildProcesses.RunAsync(() => command.ExecuteAsync(ct));
        return result.ExitCode;
    }

    // build.sh may have installed an SDK that is on nobody's PATH: the one that runs this program is right.
    private static string DotNetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
