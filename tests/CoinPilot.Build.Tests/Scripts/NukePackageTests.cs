using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace CoinPilot.Scripts;

/// <summary>What the build on NUKE takes from a package source, with a source that has NUKE's package and what it asks for.</summary>
public sealed class NukePackageTests : IDisposable
{
    private const string Affected = "9.0.0";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-nuke-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_version_with_known_vulnerabilities_that_NUKE_asks_for_is_not_taken()
    {
        var project = CopyProject();
        foreach (var (id, version, needs) in (ReadOnlySpan<(string, string, string)>)
        [
            ("Nuke.Common", "10.1.0", $"""<dependency id="System.Security.Cryptography.Xml" version="{Affected}" />"""),
            ("System.Security.Cryptography.Xml", Affected, ""),
            ("System.Security.Cryptography.Xml", "10.0.15", ""),
        ])
        {
            Pack(id, version, needs);
        }

        var restored = await ProcessRun.RunAsync(
            ProcessRun.DotNet,
            ["restore", project, "--source", folder.CreateSubdirectory("feed").FullName, "--packages", Path.Combine(folder.FullName, "packages"), $"-p:RestoreFallbackFolders={PackagesFolder}"]);

        Assert.True(restored.ExitCode == 0, restored.StandardOutput);
        Assert.Equal(["System.Security.Cryptography.Xml/10.0.15"], Resolved(project).Where(x => x.StartsWith("System.Security", StringComparison.Ordinal)));
    }

    private static string PackagesFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string[] Resolved(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "obj", "project.assets.json")));
        return [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(x => x.Name)];
    }

    // The projects as they are, without their sources: a restore reads nothing else.
    private string CopyProject()
    {
        string[] files =
        [
            "global.json", "Directory.Build.props", "Directory.Packages.props", "build/_build.csproj", "build/Shared.props",
            "src/CoinPilot.Core/CoinPilot.Core.csproj", "src/CoinPilot.Client/CoinPilot.Client.csproj",
        ];
        foreach (var file in files)
        {
            var copy = Path.Combine(folder.FullName, "checkout", file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(ProcessRun.ProjectRoot, file), copy);
        }

        return Path.Combine(folder.FullName, "checkout", "build", "_build.csproj");
    }

    private void Pack(string id, string version, string dependencies)
    {
        using var package = ZipFile.Open(Path.Combine(folder.CreateSubdirectory("feed").FullName, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using StreamWriter text = new(package.CreateEntry($"{id}.nuspec").Open());
        text.Write($"""
            <package><metadata>
              <id>{id}</id><version>{version}</version><authors>test</authors><description>of a test</description>
              <dependencies><group targetFramework="net8.0">{dependencies}</group></dependencies>
            </metadata></package>
            """);
    }
}
