using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Scripts;
using CoinPilot.Systemd;
using Xunit;

namespace CoinPilot;

/// <summary>What a host's files, units and images are called stands in C# alone: nothing in another language may say it a second time.</summary>
public sealed class NamesInOneLanguageTests
{
    private static readonly AppName App = AppName.Parse("coinpilot");

    private static readonly string[] Places = [".ci", ".github", "build.sh", "build.cmd", "tests/lab"];

    /// <summary>Each name as C# says it.</summary>
    public static TheoryData<string> Names => new(
        HostLayout.Storage + "/",
        AgentPlaces.Folder,
        AgentPlaces.Link,
        UnitRenderer.HoldName,
        UnitRenderer.TransactionName,
        $"{App}-guard.service",
        $"{App}-boot.service",
        $"{App}-revert",
        $"{App}-recover",
        UnitOrigin.AppKey,
        UnitOrigin.ReleaseKey,
        ReleaseFile.Override,
        new HostLayout(App).ImageTag("web", "")[..^4]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_of_ours_stands_in_no_other_language(string name)
    {
        Assert.True(name.Length > 4, name);
        Assert.All(Files(), file => Assert.False(File.ReadAllText(file).Contains(name, StringComparison.Ordinal), $"{file} says {name}"));
    }

    [Fact]
    public void The_files_in_other_languages_are_found()
    {
        string[] found = [.. Files().Select(Path.GetFileName)!];

        Assert.Contains("build.sh", found);
        Assert.Contains("host.sh", found);
        Assert.Contains("deploy.yml", found);
        Assert.Contains("run", found);
    }

    private static IEnumerable<string> Files() => Places.Select(place => Path.Combine(ProcessRun.ProjectRoot, place))
        .SelectMany(place => File.Exists(place) ? [place] : Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories));
}
