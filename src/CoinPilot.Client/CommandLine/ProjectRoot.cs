namespace CoinPilot.CommandLine;

/// <summary>The checkout that the running program was built from, whatever the working directory is.</summary>
public static class ProjectRoot
{
    /// <summary>The nearest parent of the program that holds .nuke; without one, of the working directory.</summary>
    public static string Find() =>
        Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory)
        ?? throw new DeploymentException($"No parent of {AppContext.BaseDirectory} holds .nuke: start CoinPilot with its build.sh.", FailureKind.BadInput);

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, ".nuke", "build.schema.json")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
