using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;
using CoinPilot.Systemd;

namespace CoinPilot.Stack;

/// <summary>The rendered files of a release, for people to read: unit, drop-ins and generated Compose files.</summary>
public static class Artifacts
{
    public static void Write(DeploymentOptions options, Release release)
    {
        Directory.CreateDirectory(options.ArtifactsFolder);
        foreach (var (name, shown) in (ReadOnlySpan<(string, string)>)
        [
            (ReleaseFile.Unit, options.UnitName),
            (ReleaseFile.Hold, $"{options.UnitName}.d-{UnitRenderer.HoldName}"),
            (ReleaseFile.Transaction, $"{options.UnitName}.d-{UnitRenderer.TransactionName}"),
            (ReleaseFile.Override, ReleaseFile.Override),
        ])
        {
            var file = Path.Combine(options.ArtifactsFolder, shown);
            File.Delete(file);
            PrivateFile.Write(file, release.Files[name]);
        }
    }
}
