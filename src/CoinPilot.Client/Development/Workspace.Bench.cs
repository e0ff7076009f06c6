using CliWrap;

namespace CoinPilot.Development;

/// <summary>The benchmarks: explicit tests in the namespace CoinPilot.Benchmarks of the test projects.</summary>
public sealed partial class Workspace
{
    /// <summary>
    /// Runs every benchmark, one after the other; <paramref name="show"/> gets their tables. Fails when one could not
    /// run, or when a bar was missed: then by the bar's name and the figure.
    /// </summary>
    public async Task BenchAsync(Action<string> show, CancellationToken ct)
    {
        await CompileAsync(ct);
        var folder = Path.Combine(root, "artifacts", "bench");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        List<string> failed = [];
        foreach (var assembly in Benchmarks())
        {
            string[] arguments = [assembly, "-explicit", "only", "-namespace", "CoinPilot.Benchmarks", "-parallelMode", "none", "-failSkips", "-noColor", "-noLogo", "-diagnostics"];
            if (await DotNetAsync(arguments, PipeTarget.Null, ct) != 0)
            {
                failed.Add(Path.GetFileName(assembly));
            }
        }

        var result = BenchTables.Read(folder);
        foreach (var table in result.Tables)
        {
            show(table);
        }

        if (!result.Missed.IsEmpty)
        {
            throw new DeploymentException($"missed: {string.Join("\nmissed: ", result.Missed)}");
        }

        if (failed.Count > 0 || result.Tables.IsEmpty)
        {
            throw new DeploymentException(failed.Count > 0 ? $"benchmarks of {string.Join(", ", failed)} could not run: what they said is above." : "no benchmark left a table in artifacts/bench.");
        }
    }

    // Only what has benchmarks: a test assembly without any would start its fixtures for nothing.
    private IEnumerable<string> Benchmarks() =>
        Directory.EnumerateDirectories(Path.Combine(root, "tests"))
            .Where(x => Directory.Exists(Path.Combine(x, "Benchmarks")))
            .Order(StringComparer.Ordinal)
            .Select(x => Path.Combine(x, "bin", "Debug", "net10.0", $"{Path.GetFileName(x)}.dll"));
}
