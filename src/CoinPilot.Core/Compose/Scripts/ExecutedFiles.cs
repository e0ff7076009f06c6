using System.Collections.Immutable;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Compose.Scripts;

/// <summary>A file of the source tree that a container executes, or gives to a shell.</summary>
/// <param name="What">entrypoint, command or healthcheck.</param>
/// <param name="ModeIsSet">Something gives it another mode on the way: nobody knows here whether it can be executed.</param>
internal sealed record ExecutedFile(ComposeService Service, string What, string InContainer, string File, SourceLocation At, bool IsGivenToShell, bool ModeIsSet);

/// <summary>Which files of the source tree a stack executes: mounted, from a config or secret, or copied into an image.</summary>
internal static class ExecutedFiles
{
    public static IEnumerable<ExecutedFile> Of(ComposeProject project, IComposeFiles files) =>
        project.Services.SelectMany(service => Of(project, service, files)).DistinctBy(found => (found.Service.Name, found.File, found.IsGivenToShell));

    private static IEnumerable<ExecutedFile> Of(ComposeProject project, ComposeService service, IComposeFiles files)
    {
        var stage = StageOf(service, files);
        var workingDirectory = service.WorkingDirectory ?? stage?.WorkingDirectory ?? "/";
        foreach (var (what, words) in Started(service, stage))
        {
            foreach (var started in StartedWords.Of(words))
            {
                foreach (var path in ContainerPath.Places(started.Path, workingDirectory))
                {
                    if (Find(project, service, stage, path, files) is { } found)
                    {
                        yield return new(service, what, path, found.File, found.At, started.IsGivenToShell, found.ModeIsSet);
                    }
                }
            }
        }
    }

    // What the image starts is known of one that is built from a Dockerfile that is here.
    private static IEnumerable<(string What, ImmutableArray<string> Words)> Started(ComposeService service, DockerStage? stage)
    {
        var entrypoint = service.Entrypoint ?? stage?.Entrypoint;
        var command = service.Command ?? (service.Entrypoint is null ? stage?.Command : null);
        if (entrypoint is { IsEmpty: false } first)
        {
            yield return ("entrypoint", StartedWords.IsInterpreter(first[0]) ? [.. first, .. command ?? []] : first);
        }

        // Most entrypoints end by starting the command.
        if (command is { } second && !(entrypoint is { IsEmpty: false } before && StartedWords.IsInterpreter(before[0])))
        {
            yield return ("command", second);
        }

        if (service.Healthcheck is { Disabled: false, Test: { IsEmpty: false } test })
        {
            yield return ("healthcheck", test[0] == "CMD-SHELL" ? ["/bin/sh", "-c", .. test[1..]] : test[0] == "CMD" ? test[1..] : test);
        }
    }

    private static DockerStage? StageOf(ComposeService service, IComposeFiles files)
    {
        if (service.Build is not { IsRemote: false } build)
        {
            return null;
        }

        var text = build.DockerfileInline
            ?? (Shipping.DockerfileOf(build) is var path && files.FileExists(path) && files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null);
        return text is null ? null : Dockerfile.Read(text, build.Target);
    }

    private static (string File, SourceLocation At, bool ModeIsSet)? Find(
        ComposeProject project, ComposeService service, DockerStage? stage, string path, IComposeFiles files)
    {
        foreach (var mount in service.Volumes.Where(mount => mount.Target.Length > 1 && ContainerPath.Below(path, mount.Target) is not null))
        {
            // Whatever is mounted there covers what the image has.
            return mount is { Type: "bind", Source: { } source } && Shipping.IsRelative(source.AsWritten) && Below(source.Resolved, ContainerPath.Below(path, mount.Target)!) is var file
                && files.FileExists(file) ? (file, mount.Location, false) : null;
        }

        foreach (var (reference, objects, folder) in service.Configs.Select(one => (one, project.Configs, "/")).Concat(service.Secrets.Select(one => (one, project.Secrets, "/run/secrets/"))))
        {
            if (ContainerPath.Join(folder, reference.Target ?? reference.Source) == path
                && objects.FirstOrDefault(one => one.Key == reference.Source) is { File: { } source } used && files.FileExists(source.Resolved))
            {
                return (source.Resolved, used.Location, reference.Mode is not null);
            }
        }

        return stage is null ? null : Copied(service.Build!, stage, path, files);
    }

    private static (string File, SourceLocation At, bool ModeIsSet)? Copied(ComposeBuild build, DockerStage stage, string path, IComposeFiles files)
    {
        foreach (var copy in stage.Copies.Reverse())
        {
            if (copy.IsForeign && (path == copy.Target || ContainerPath.Below(path, copy.Target) is not null))
            {
                return null;
            }

            foreach (var source in copy.IsForeign ? [] : copy.Sources.Where(source => !source.Contains('$', StringComparison.Ordinal) && !source.Contains('*', StringComparison.Ordinal)))
            {
                var local = HostPath.Join(build.Context.Resolved, source.TrimStart('/'));
                var file = files.DirectoryExists(local) && ContainerPath.Below(path, copy.Target) is { Length: > 0 } rest ? $"{local}/{rest}"
                    : path == (copy.Target.EndsWith('/') ? copy.Target + HostPath.Name(local) : copy.Target) ? local
                    : null;
                if (file is not null && files.FileExists(file))
                {
                    return (file, build.Location, copy.SetsMode || stage.Commands.Contains("chmod", StringComparison.Ordinal));
                }
            }
        }

        return null;
    }

    private static string Below(string path, string rest) => rest.Length == 0 ? path : $"{path}/{rest}";
}
