using System.Collections;
using CliWrap;

namespace CoinPilot.Harness;

/// <summary>Where an operator types: a checkout of its own with the real program in it, and nothing in the environment that steers it.</summary>
public sealed class OperatorMachine : IDisposable
{
    private readonly DirectoryInfo checkout = Directory.CreateTempSubdirectory("coinpilot-operator-");
    private readonly bool withBuildScript;

    public OperatorMachine(bool withBuildScript = false)
    {
        this.withBuildScript = withBuildScript;
        var project = CommandLine.ProjectRoot.Find();
        PublishedAgent.Ensure(project);
        var settings = checkout.CreateSubdirectory(".nuke").FullName;
        File.Copy(Path.Combine(project, ".nuke", "build.schema.json"), Path.Combine(settings, "build.schema.json"));
        File.WriteAllText(Path.Combine(settings, "parameters.json"), "{}");

        // What the agent is published from, and where it lies once it is.
        foreach (var file in PublishedAgent.Sources)
        {
            File.CreateSymbolicLink(Path.Combine(Root, file), Path.Combine(project, file));
        }

        File.CreateSymbolicLink(Path.Combine(checkout.CreateSubdirectory("artifacts").FullName, "agent"), Path.Combine(project, "artifacts", "agent"));
        var bin = checkout.CreateSubdirectory("bin").FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);

            // The project's root is looked for above the program, so that one must be a file here; the rest is only loaded.
            if (name.StartsWith("_build.offline", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(bin, name));
            }
            else if (name.EndsWith(".dll", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(Path.Combine(bin, name), file);
            }
        }
    }

    public string Root => checkout.FullName;

    private static string DotNet =>
        Path.Combine(Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!), "dotnet");

    public Command Command(IEnumerable<string> arguments) =>
        (withBuildScript
            ? Cli.Wrap(Path.Combine(CommandLine.ProjectRoot.Find(), "build.sh")).WithArguments([.. arguments])
            : Cli.Wrap(DotNet).WithArguments([Path.Combine(Root, "bin", "_build.offline.dll"), .. arguments]))
            .WithWorkingDirectory(Root)
            .WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(x =>
            {
                foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsSteering))
                {
                    x.Set(name, null);
                }
            });

    public void Dispose() => checkout.Delete(recursive: true);

    // A runner's own variables would make it speak as on that runner; the machine's language and home are its own business.
    private static bool IsSteering(string variable) =>
        variable.StartsWith("COINPILOT_", StringComparison.Ordinal)
        || variable.StartsWith("NUKE_", StringComparison.Ordinal)
        || variable.StartsWith("GITHUB_", StringComparison.Ordinal)
        || variable is "CI";
}
