using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Compose.Lints;

/// <summary>What travels to the host without anybody having meant it to (D037).</summary>
internal static class TravelLints
{
    public static readonly ComposeRule Outside = new("outside-checkout", Severity.Error, "What travels to the host lies in the checkout.");

    public static readonly ComposeRule EnvTravels = new("env-file-travels", Severity.Warning, "No `.env` lies in a build context or a mounted folder.");

    private static readonly string[] Templates = [".example", ".sample", ".template", ".dist"];

    public static IEnumerable<ComposeLint> All(IComposeFiles files) =>
    [
        new(Outside, project => FilesOutside(project, files)),
        new(EnvTravels, project => EnvFiles(project, files)),
    ];

    private static IEnumerable<LintFinding> FilesOutside(ComposeProject project, IComposeFiles files)
    {
        if (files.RootOf(project.Directory) is not { } root)
        {
            return [];
        }

        var paths = Shipping.Of(project, files).Paths.Select(path => (path.LocalPath, What: Describe(path), Place: PlaceOf(project, path)))
            .Concat(project.Inclusions.Where(inclusion => !inclusion.IsFolder)
                .Select(inclusion => (LocalPath: inclusion.Path.Resolved, What: $"`{inclusion.Key}`", Place: (At: inclusion.Location, Service: (ComposeService?)null))));
        return from path in paths
               let real = files.RealPath(path.LocalPath)
               where real != root && !HostPath.IsBelow(real, root)
               select new LintFinding(
                   path.Place.At,
                   $"{path.What} takes {path.LocalPath} along{(real == path.LocalPath ? "" : $", which leads to {real}")}: outside of the checkout {root}",
                   $"copy it into the checkout, or allow it: `x-coinpilot: {{ allow: {{ {Outside.Id}: why }} }}` or --allow {Outside.Id}=why",
                   path.Place.Service);
    }

    private static IEnumerable<LintFinding> EnvFiles(ComposeProject project, IComposeFiles files)
    {
        if (files.RootOf(project.Directory) is null)
        {
            return [];
        }

        return from path in Shipping.Of(project, files).Paths
               where path.Use is ShippedUse.BuildContext or ShippedUse.BindMount && files.DirectoryExists(path.LocalPath)
               let place = PlaceOf(project, path)
               from name in files.NamesIn(path)
               where IsEnv(HostPath.Name(name))
               select new LintFinding(
                   place.At,
                   $"{Describe(path)} takes {HostPath.Join(path.LocalPath, name)} along, and whoever has the {(path.Use == ShippedUse.BuildContext ? "image" : "container")} may read it",
                   path.Use == ShippedUse.BuildContext ? $"write `{name}` into {path.LocalPath}/.dockerignore, or move the file out" : "move the file out of the folder, or mount single files",
                   place.Service);
    }

    private static bool IsEnv(string name) =>
        name == ".env" || (name.StartsWith(".env.", StringComparison.Ordinal) && !Array.Exists(Templates, end => name.EndsWith(end, StringComparison.Ordinal)));

    private static string Describe(ShippedPath path) => path.Use switch
    {
        ShippedUse.BuildContext => $"the build of '{path.Owner}'",
        ShippedUse.Dockerfile => $"the Dockerfile of '{path.Owner}'",
        ShippedUse.BindMount => $"a mount of '{path.Owner}'",
        ShippedUse.EnvFile => $"`env_file` of '{path.Owner}'",
        ShippedUse.Config => $"the config '{path.Owner}'",
        _ => $"the secret '{path.Owner}'",
    };

    private static (SourceLocation At, ComposeService? Service) PlaceOf(ComposeProject project, ShippedPath path)
    {
        if (path.Use is ShippedUse.Config or ShippedUse.Secret)
        {
            return ((path.Use == ShippedUse.Config ? project.Configs : project.Secrets).First(item => item.Key == path.Owner).Location, null);
        }

        var service = project.Find(path.Owner)!;
        return (path.Use switch
        {
            ShippedUse.BindMount => service.Volumes.First(mount => mount.Source?.Resolved == path.LocalPath).Location,
            ShippedUse.EnvFile => service.EnvFiles.First(file => file.Path.Resolved == path.LocalPath).Location,
            _ => service.Build!.Location,
        }, service);
    }
}
