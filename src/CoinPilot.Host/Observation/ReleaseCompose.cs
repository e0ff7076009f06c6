using System.Collections.Immutable;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>How Compose is told which release it is about.</summary>
internal static class ReleaseCompose
{
    /// <summary>The words before the verb.</summary>
    /// <param name="files">The Compose files; <c>-</c> for one on standard input.</param>
    public static ImmutableArray<string> Words(AppPlaces places, ReleaseConf conf, params IEnumerable<string> files) =>
    [
        "--project-name", conf.Project,
        "--project-directory", conf.ProjectDirectory.Length > 0 ? conf.ProjectDirectory : places.Project,
        "--env-file", conf.EnvFile,
        .. files.SelectMany(file => (string[])["-f", file]),
    ];
}
