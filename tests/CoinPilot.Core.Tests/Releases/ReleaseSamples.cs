using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Systemd;
using Xunit;

namespace CoinPilot.Releases;

/// <summary>Releases made from a text, with an object for everything that travels.</summary>
internal static class ReleaseSamples
{
    public static readonly HostLayout Layout = new(AppName.Parse("shop"));

    public static ComposeProject Project(string text, params (string Path, string Text)[] files)
    {
        var reading = ComposeReader.Read(new(["/p/compose.yml"], "/p", ProjectName: "shop", UnknownVariablesAreSet: true), Files(text, files));
        Assert.Empty(reading.Findings.Where(finding => finding.Severity == Severity.Error));
        return reading.Project!;
    }

    public static MemoryFiles Files(string text, params (string Path, string Text)[] files)
    {
        var memory = new MemoryFiles().Add("compose.yml", text);
        foreach (var (path, content) in files)
        {
            memory.Add(path["/p/".Length..], content);
        }

        return memory;
    }

    /// <summary>The digest of an object is made of its path's letters, so that a text shows which is which.</summary>
    public static ShippedObjects Objects(ComposeProject project, MemoryFiles files) => new(Shipping.Of(project, files).Paths.ToImmutableDictionary(
        path => (path.LocalPath, path.Use),
        path => new ShippedObject(
            ContentDigest.Of([KeyValuePair.Create(path.LocalPath, "")]),
            path.Use == ShippedUse.BuildContext ? "" : Path.GetFileName(path.LocalPath))));

    public static ReleaseRequest Request(string text, params (string Path, string Text)[] files)
    {
        var project = Project(text, files);
        return new()
        {
            Layout = Layout,
            UnitName = "shop-compose.service",
            Project = project,
            ComposeFiles = [KeyValuePair.Create("compose.yml", text)],
            Objects = Objects(project, Files(text, files)),
            StartPolicy = StartPolicy.Guarded,
            PullTimeout = TimeSpan.FromSeconds(300),
            BuildTimeout = TimeSpan.FromSeconds(900),
            StableFor = TimeSpan.FromSeconds(10),
            MadeAt = new(2026, 11, 24, 5, 31, 7, TimeSpan.Zero),
            By = "test",
        };
    }
}
