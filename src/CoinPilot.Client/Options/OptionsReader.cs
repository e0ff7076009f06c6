using System.Collections.Immutable;
using CoinPilot.CommandLine;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Runs;
using CoinPilot.Transport;
using CoinPilot.Stack;
using CoinPilot.Systemd;

namespace CoinPilot.Options;

/// <summary>The parameters, read and checked; every refusal is exit 2 and names the parameter.</summary>
public static class OptionsReader
{
    public static DeploymentOptions Read(RunParameters given)
    {
        var app = AppName.Parse(given.App);
        var unit = given.UnitName ?? $"{app}-compose.service";
        if (!UnitName.IsService(unit))
        {
            throw Refused($"--unit-name '{unit}' is no service unit's name; give one such as {app}-compose.service.");
        }

        if (given.Release is { } release && ReleaseId.TryParse(release) is null)
        {
            throw Refused($"--release '{release}' is no release id (yyyymmdd-hhmmss-sha7); {Commands.Status} lists those on the host.");
        }

        ImmutableArray<string> composeFiles = [.. given.ComposeFiles.Select(file => InputPath.Resolve(file, given.RootDirectory))];
        var hostDirectory = HostDirectory(given);
        return new()
        {
            App = app,
            UnitName = unit,
            ComposeFiles = composeFiles,
            HostDirectory = hostDirectory,
            HostComposeFiles = hostDirectory is null ? [] : [.. composeFiles.Select(file => OnHost(file, composeFiles[0], hostDirectory))],
            EnvFile = given.EnvFile is { Length: > 0 } env ? InputPath.Resolve(env, given.RootDirectory) : null,
            StartPolicy = Policy(given.StartPolicy),
            PullTimeout = DurationText.Parse("--pull-timeout", given.PullTimeout),
            BuildTimeout = DurationText.Parse("--build-timeout", given.BuildTimeout),
            StableFor = DurationText.Parse("--stable-for", given.StableFor),
            GateTimeout = given.GateTimeout is { } gate ? DurationText.Parse("--gate-timeout", gate) : null,
            ConfirmWithin = given.ConfirmWithin is { } confirm ? DurationText.Parse("--confirm-within", confirm) : null,
            Wait = given.Wait is { } wait ? DurationText.Parse("--wait", wait) : TimeSpan.Zero,
            RebootTimeout = DurationText.Parse("--reboot-timeout", given.RebootTimeout),
            Release = given.Release,
            Force = given.Force,
            AcceptedData = [.. given.AcceptNewVolume.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()],
            Services = [.. given.Services.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()],
            Since = given.Since is { } since ? DurationText.Parse("--since", since) : null,
            Tail = given.Tail is <= 0 ? throw Refused($"--tail {given.Tail} shows nothing; give a number above 0.") : given.Tail,
            Follow = given.Follow,
            PlanOut = given.Out is { Length: > 0 } planned ? InputPath.InFolder("--out", InputPath.Resolve(planned, given.RootDirectory)) : null,
            PlanFile = given.PlanFile is { Length: > 0 } saved ? InputPath.Resolve(saved, given.RootDirectory) : null,
            Lints = given.Lint switch
            {
                "on" => true,
                "off" => false,
                _ => throw Refused($"--lint '{given.Lint}' is unknown. Choose on or off."),
            },
            Allowed = Allowed(given.Allow),
            FindingsFormat = Format(given.FindingsFormat, given.FindingsFile),
            FindingsFile = given.FindingsFile is { Length: > 0 } findings ? InputPath.InFolder("--findings-file", InputPath.Resolve(findings, given.RootDirectory)) : null,
            NotifyFile = Notify(given),
            Root = given.RootDirectory,
            ComposeList = given.ComposeList is { Length: > 0 } list ? InputPath.Resolve(list, given.RootDirectory) : null,
            ArtifactsFolder = Path.Combine(given.RootDirectory, "artifacts"),
            TemporaryFolder = Path.Combine(given.RootDirectory, ".nuke", "temp", "release"),
            By = Caller.Name,
            From = Caller.Place,
        };
    }

    /// <summary>The host that was given; null when none was.</summary>
    public static SshTarget? Target(RunParameters given)
    {
        if (given.SshHost is not { } host)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(host))
        {
            throw Refused("--ssh-host is empty. Give the host's name, or leave it out to use the lab.");
        }

        if (string.IsNullOrWhiteSpace(given.SshUser))
        {
            throw Refused($"--ssh-user is missing: say as whom to log in at {host}, for example --ssh-user deploy.");
        }

        var target = new SshTarget
        {
            Host = host,
            Port = given.SshPort,
            User = given.SshUser,
            KeyFile = InputPath.Resolve(given.SshKey, given.RootDirectory),
            KeyPassphrase = given.SshKeyPassphrase,
            HostKeyPin = given.SshHostKey.StartsWith("SHA256:", StringComparison.Ordinal) ? given.SshHostKey : InputPath.Resolve(given.SshHostKey, given.RootDirectory),
        };
        var findings = target.Validate();
        return findings.IsEmpty ? target : throw new InvalidInputException(findings);
    }

    /// <summary>Refuses the lab in the place of a host to a workflow: one that forgot its host must not deploy to a lab and look green.</summary>
    public static void RefuseLabToWorkflow()
    {
        if (Caller.IsGitHub)
        {
            throw Refused("--ssh-host is missing. Under GitHub Actions there is no lab to fall back to: pass the host, or check that its variable is set.");
        }
    }

    // Not by `?:`: there null would become memory that is empty.
    private static ReadOnlyMemory<byte>? Notify(RunParameters given)
    {
        if (given.NotifyFile is not { Length: > 0 } file)
        {
            return null;
        }

        return NotifyFileInput.Read(InputPath.Resolve(file, given.RootDirectory));
    }

    private static string? HostDirectory(RunParameters given)
    {
        var directory = given.HostDirectory is { Length: > 0 } text ? text : null;
        switch (given.StackSource)
        {
            case "local":
                return directory is null ? null : throw Refused($"--host-directory {directory} is given, but the stack lies here. Add --stack-source host, or leave it out.");
            case "host":
                break;
            default:
                throw Refused($"--stack-source '{given.StackSource}' is unknown. Choose local or host.");
        }

        if (directory is null)
        {
            throw Refused("--host-directory is missing: say where the checkout lies on the host, for example --host-directory /opt/coin-pilot/deploy/cloud/oci.");
        }

        return directory.StartsWith('/') && directory.Trim('/').Length > 0 && !directory.Any(char.IsControl)
            ? HostPath.Join("/", directory)
            : throw Refused($"--host-directory '{directory}' is no absolute path of a folder on the host.");
    }

    // The same place relative to the first file, there as here.
    private static string OnHost(string file, string first, string directory) =>
        HostPath.Join(directory, Path.GetRelativePath(Path.GetDirectoryName(first)!, file).Replace('\\', '/'));

    private static ImmutableDictionary<string, string> Allowed(ImmutableArray<string> given)
    {
        var allowed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var parts = text.Split('=', 2);
            allowed[parts[0].Trim()] = parts.ElementAtOrDefault(1)?.Trim() is { Length: > 0 } reason
                ? reason
                : throw Refused($"--allow '{text}' gives no reason. Write the lint and why: --allow floating-tag='the lab has no others'.");
        }

        return allowed.ToImmutable();
    }

    // A file's name may say it.
    private static FindingsFormat Format(string? text, string? file) => text switch
    {
        null or "" => Path.GetExtension(file) switch { ".sarif" => FindingsFormat.Sarif, ".json" => FindingsFormat.Json, _ => FindingsFormat.Text },
        "text" => FindingsFormat.Text,
        "json" => FindingsFormat.Json,
        "sarif" => FindingsFormat.Sarif,
        "github" => FindingsFormat.GitHub,
        _ => throw Refused($"--findings-format '{text}' is unknown. Choose text, json, sarif or github."),
    };

    private static StartPolicy Policy(string text) => text switch
    {
        "guarded" => StartPolicy.Guarded,
        "pinned" => StartPolicy.Pinned,
        "classic" => StartPolicy.Classic,
        _ => throw Refused($"--start-policy '{text}' is unknown. Choose guarded, pinned or classic."),
    };

    private static DeploymentException Refused(string message) => new(message, FailureKind.BadInput);
}
