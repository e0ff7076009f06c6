using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Hosts;

namespace CoinPilot.Releases;

/// <summary>Which paths of the source tree travel with a release, and what speaks against it.</summary>
public sealed record Shipping(ImmutableArray<ShippedPath> Paths, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>
    /// A relative bind mount that exists and is read-only is configuration and travels; one that does not exist is
    /// state and stays in the project directory on the host; one that exists and is writable is an error.
    /// </summary>
    /// <param name="inPlace">The stack lies on the host and nothing travels: there, what is written to is state too.</param>
    public static Shipping Of(ComposeProject project, IComposeFiles files, bool inPlace = false)
    {
        var paths = ImmutableArray.CreateBuilder<ShippedPath>();
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var service in project.Services)
        {
            AddBuild(service, files, inPlace, paths, findings);
            foreach (var mount in service.Volumes)
            {
                AddMount(project, service, mount, files, inPlace, paths, findings);
            }

            foreach (var env in service.EnvFiles.Where(env => !IsProjectEnv(project, env.Path) && files.FileExists(env.Path.Resolved)))
            {
                paths.Add(new(ShippedUse.EnvFile, service.Name, env.Path.Resolved));
            }
        }

        AddFiles(project.Configs, ShippedUse.Config, files, paths, findings);
        AddFiles(project.Secrets, ShippedUse.Secret, files, paths, findings);
        return new([.. paths.DistinctBy(path => (path.LocalPath, path.Use))], findings.ToImmutable());
    }

    /// <summary>A service's env file that is the project's own: the host's, or the shipped one.</summary>
    public static bool IsProjectEnv(ComposeProject project, ComposePath path) =>
        path.Resolved == $"{project.Directory.TrimEnd('/')}/.env" || path.Resolved == project.EnvFile;

    /// <summary>A mount of the source tree, not of the host: its source is written as a relative path.</summary>
    public static bool IsRelative(string asWritten) => asWritten.Length > 0 && asWritten[0] is not ('/' or '~' or '$');

    /// <summary>The absolute path of the Dockerfile.</summary>
    public static string DockerfileOf(ComposeBuild build) => HostPath.Join(build.Context.Resolved, build.Dockerfile ?? "Dockerfile");

    private static void AddBuild(
        ComposeService service, IComposeFiles files, bool inPlace, ImmutableArray<ShippedPath>.Builder paths, ImmutableArray<Diagnostic>.Builder findings)
    {
        if (service.Build is not { IsRemote: false } build)
        {
            return;
        }

        if (!files.DirectoryExists(build.Context.Resolved))
        {
            findings.Add(new(
                "build-context-missing", Severity.Error, $"{service.Name}: its build context {build.Context.AsWritten} does not exist here.",
                build.Location, "create the folder, or correct `build:`"));
            return;
        }

        var dockerfile = build.Dockerfile ?? "Dockerfile";
        var isOutside = dockerfile.StartsWith('/') || dockerfile.StartsWith("../", StringComparison.Ordinal);
        if (build.DockerfileInline is null && isOutside && !inPlace)
        {
            findings.Add(new(
                "dockerfile-outside", Severity.Error, $"{service.Name}: the Dockerfile {dockerfile} lies outside of its build context and would not travel.",
                build.Location, "move it into the context"));
            return;
        }

        if (build.DockerfileInline is null && !files.FileExists(isOutside ? DockerfileOf(build) : $"{build.Context.Resolved}/{dockerfile}"))
        {
            findings.Add(new(
                "dockerfile-missing", Severity.Error, $"{service.Name}: there is no {dockerfile} in its build context {build.Context.AsWritten}.",
                build.Location, "add it, or name another with `dockerfile:`"));
            return;
        }

        paths.Add(new(ShippedUse.BuildContext, service.Name, build.Context.Resolved, build.DockerfileInline is null && !isOutside ? dockerfile : null));
        if (build.DockerfileInline is null && isOutside)
        {
            paths.Add(new(ShippedUse.Dockerfile, service.Name, DockerfileOf(build)));
        }

        foreach (var (_, context) in build.AdditionalContexts.Where(pair => files.DirectoryExists(pair.Value.Resolved)))
        {
            paths.Add(new(ShippedUse.BuildContext, service.Name, context.Resolved));
        }
    }

    private static void AddMount(
        ComposeProject project, ComposeService service, ComposeMount mount, IComposeFiles files, bool inPlace,
        ImmutableArray<ShippedPath>.Builder paths, ImmutableArray<Diagnostic>.Builder findings)
    {
        if (mount is not { Type: "bind", Source: { } source } || !IsRelative(source.AsWritten))
        {
            return;
        }

        if (!files.FileExists(source.Resolved) && !files.DirectoryExists(source.Resolved))
        {
            if (!inPlace && !HostPath.IsBelow(source.Resolved, project.Directory))
            {
                findings.Add(new(
                    "state-outside", Severity.Error,
                    $"{service.Name}: {source.AsWritten} does not exist here, so it would be state, but it points out of the project directory.",
                    mount.Location, "use a path below the Compose file, an absolute one or a named volume"));
            }

            return;
        }

        if (!mount.ReadOnly && inPlace)
        {
            return;
        }

        if (!mount.ReadOnly)
        {
            findings.Add(new(
                "writable-shipped-mount", Severity.Error,
                $"{service.Name}: {source.AsWritten} exists in the source tree and is mounted writable; what the container writes would be lost with the next release.",
                mount.Location, "add `:ro` if it is configuration; use a named volume or an absolute host path if it is state"));
            return;
        }

        paths.Add(new(ShippedUse.BindMount, service.Name, source.Resolved));
    }

    private static void AddFiles(
        ImmutableArray<ComposeFileObject> objects, ShippedUse use, IComposeFiles files,
        ImmutableArray<ShippedPath>.Builder paths, ImmutableArray<Diagnostic>.Builder findings)
    {
        foreach (var item in objects.Where(item => item is { External: false, File: not null }))
        {
            if (files.FileExists(item.File!.Resolved))
            {
                paths.Add(new(use, item.Key, item.File.Resolved));
            }
            else if (!item.File.AsWritten.StartsWith('/'))
            {
                findings.Add(new(
                    "shipped-file-missing", Severity.Error, $"{use.ToString().ToLowerInvariant()} {item.Key}: {item.File.AsWritten} does not exist here.",
                    item.Location, "create it, or give an absolute path that exists on the host"));
            }
        }
    }
}
