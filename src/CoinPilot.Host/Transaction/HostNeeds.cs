using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What must be true of a host before anything is touched: Core's own judgement of what was observed, and what only the host itself sees.</summary>
internal sealed class HostNeeds(TransactionParts parts)
{
    private const string Docker = EngineUnits.Engine;

    private readonly IHostFiles files = parts.Host.Files;

    private string Storage => AppPlaces.StorageOn(files);

    /// <summary>Throws <see cref="VerbFailedException"/> (2) on the first lack.</summary>
    public async Task DemandAsync(HostState host, CancellationToken ct)
    {
        DemandFindings(host);
        await DemandDockerAtBootAsync(ct).ConfigureAwait(false);
        foreach (var folder in (string[])[AppPlaces.UnitFolder, Storage, "/run"])
        {
            if (!files.IsWritable(folder))
            {
                var mount = MountPoint.Of(files.ReadText("/proc/self/mountinfo") ?? "", folder);
                throw new VerbFailedException(FailureKind.BadInput, $"{folder} is read-only", $"mount it read-write: mount -o remount,rw {mount}");
            }
        }
    }

    /// <summary>The names of the release's containers are nobody else's. Throws <see cref="VerbFailedException"/> (2).</summary>
    public async Task DemandOwnContainersAsync(HostState host, ReleaseConf conf, CancellationToken ct) => DemandFindings(host with
    {
        ForeignOwners = await new StackContainers(parts.Host.Docker, conf.Project).OwnersOfOthersAsync(conf.Containers, ct).ConfigureAwait(false),
    });

    /// <summary>The file that the release's values come from is there. Throws <see cref="VerbFailedException"/> (2).</summary>
    public void DemandEnvFile(ReleaseConf conf)
    {
        if (conf.EnvFile.Length > 0 && files.Target(conf.EnvFile) is null)
        {
            var folder = Path.GetDirectoryName(conf.EnvFile);
            throw new VerbFailedException(
                FailureKind.BadInput,
                $"there is no {conf.EnvFile} on this host, and the stack needs its values",
                $"copy your .env to the host, then there: sudo install -d -m700 {folder} && sudo install -m600 .env {conf.EnvFile}");
        }
    }

    /// <summary>An upload fits, also unpacked, and so do its images, if they are small. Throws <see cref="VerbFailedException"/> (2).</summary>
    public async Task DemandRoomAsync(long bytes, CancellationToken ct)
    {
        const long AtLeast = 65536;
        var root = (await parts.Host.Docker.InfoAsync(ct).ConfigureAwait(false))?.RootFolder ?? "";
        foreach (var folder in (string[])[Storage, files.IsFolder(root) ? root : Storage])
        {
            var free = files.Room(folder).Kib;
            if (free < (bytes / 512) + AtLeast)
            {
                throw new VerbFailedException(
                    FailureKind.BadInput,
                    string.Create(CultureInfo.InvariantCulture, $"{folder} has only {free / 1024} MiB left"),
                    "free some space: docker image prune, journalctl --vacuum-size=100M");
            }
        }
    }

    private void DemandFindings(HostState host)
    {
        ImmutableArray<Diagnostic> findings =
        [
            .. Preflight.Check(host, new(parts.Places.App), needsHostEnvFile: false),
            .. UnitOwner.Check(host, parts.Places.App, parts.Places.Unit),
        ];
        if (findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } lack)
        {
            throw new VerbFailedException(FailureKind.BadInput, lack.Message, lack.Fix ?? parts.Look);
        }
    }

    private async Task DemandDockerAtBootAsync(CancellationToken ct)
    {
        var state = await parts.Host.Systemd.EnabledStateAsync(Docker, ct).ConfigureAwait(false);
        if (state.StartsWith("masked", StringComparison.Ordinal))
        {
            throw new VerbFailedException(
                FailureKind.BadInput, $"{Docker} is masked: nothing would start after a reboot", $"systemctl unmask {Docker} && systemctl enable {Docker}");
        }

        if (state != "enabled")
        {
            await parts.Context.WarnAsync($"{Docker} is not enabled: after a reboot it runs only because the unit asks for it (systemctl enable docker)").ConfigureAwait(false);
        }
    }
}
