using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Previewing;

/// <summary>A release in a scratch folder, read where it lies.</summary>
/// <param name="Conf">As the release says it, with the paths that it will have.</param>
/// <param name="Source">With the paths that it has now.</param>
internal sealed partial record PreviewedRelease(ReleaseConf Conf, ProjectSource Source)
{
    /// <summary>Throws <see cref="VerbFailedException"/> (2) on one that has no name.</summary>
    public static PreviewedRelease Of(IHostFiles files, AppPlaces places, PreviewScratch scratch)
    {
        var text = files.ReadText($"{scratch.Release}/{ReleaseFile.Conf}") ?? "";
        var folder = $"{places.Release(ReleaseWord.Require(ConfFile.Parse(text)["release"] ?? ""))}/";
        ImmutableArray<(string There, string Here)> moves =
        [
            (folder, $"{scratch.Release}/"),
            .. files.List(scratch.Objects).Select(path => ($"{places.Objects}/{Path.GetFileName(path)}/", $"{path}/")),
        ];
        MoveEnvFiles(files, $"{scratch.Release}/{ReleaseFile.Override}", moves);
        var conf = ReleaseConf.Parse(text);
        var here = ReleaseConf.Parse(text.Replace(folder, $"{scratch.Release}/", StringComparison.Ordinal));
        return new(conf, new(scratch.Release, here with { EnvFiles = Moved(here.EnvFiles, moves), SecretFiles = Moved(here.SecretFiles, moves) }, scratch.Folder));
    }

    // The paths of env files, unlike those of volumes, are not part of what Compose compares.
    private static void MoveEnvFiles(IHostFiles files, string file, ImmutableArray<(string There, string Here)> moves)
    {
        if (files.ReadText(file) is { } text)
        {
            files.Write(file, System.Text.Encoding.UTF8.GetBytes(EnvFilePath().Replace(text, line => Moved(line.Value, moves))), DurableFiles.Private);
        }
    }

    private static ImmutableArray<string> Moved(ImmutableArray<string> paths, ImmutableArray<(string There, string Here)> moves) => [.. paths.Select(path => Moved(path, moves))];

    private static string Moved(string text, ImmutableArray<(string There, string Here)> moves) =>
        moves.Aggregate(text, (moved, move) => moved.Replace(move.There, move.Here, StringComparison.Ordinal));

    [GeneratedRegex("^ *- path: .*", RegexOptions.Multiline)]
    private static partial Regex EnvFilePath();
}
