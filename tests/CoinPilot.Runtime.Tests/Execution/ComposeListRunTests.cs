using CoinPilot.Reporting;
using Xunit;

namespace CoinPilot.Execution;

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
        using var output = new StringWriter();

        ComposeListRun.Judge(Path.Combine(folder, "list"), new JsonReporter(output, TimeProvider.System), CancellationToken.None);

        Assert.Equal([$"{good}\taccept", $"{bad}\trefuse", "/nowhere.yml\trefuse"], output.ToString().TrimEnd().Split('\n'));
    }

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
