using CoinPilot.Agent.Files;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>Where an app's files lie on the host, with the unit that a connection is about.</summary>
public sealed record AppPlaces(AppName App, string Unit)
{
    public const string UnitFolder = "/etc/systemd/system";

    private readonly HostLayout layout = new(App);

    /// <summary>Throws <see cref="VerbFailedException"/> on a scope that names no app, or as its unit what is no word.</summary>
    public static AppPlaces Of(AgentScope scope)
    {
        if (scope.Unit.StartsWith('-') || !scope.Unit.All(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '_' or '-'))
        {
            throw new VerbFailedException(FailureKind.BadInput, $"'unit={scope.Unit}' is not a valid argument", "give --unit-name the name of a unit");
        }

        try
        {
            return new(AppName.Parse(scope.App), scope.Unit.Length > 0 ? scope.Unit : $"{scope.App}-compose.service");
        }
        catch (DeploymentException error)
        {
            throw new VerbFailedException(FailureKind.BadInput, error.Message, "give --app a name", error);
        }
    }

    public string Base => layout.Base;

    /// <summary>The folder whose file system holds what is stored; the one above it as long as nothing is.</summary>
    public static string StorageOn(IHostFiles files) => files.IsFolder(HostLayout.Storage) ? HostLayout.Storage : "/var/lib";

    public string Releases => $"{Base}/releases";

    public string Objects => $"{Base}/objects";

    /// <summary>Where shipped content lies, under names that say nothing.</summary>
    public string Store => $"{Base}/store";

    /// <summary>The Compose project directory: what services write to relative paths.</summary>
    public string Project => layout.Project;

    public string Pending => $"{Base}/pending";

    public string Reverted => $"{Base}/reverted";

    /// <summary>A removal was begun and is not over.</summary>
    public string Removing => $"{Base}/removing";

    public string Journal => $"{Base}/journal.jsonl";

    public string EnvFile => layout.HostEnvFile;

    /// <summary>Who is told what; the operator's own.</summary>
    public string NotifyFile => layout.NotifyFile;

    /// <summary>Messages that wait for their receivers, and what was told last.</summary>
    public string Notify => $"{Base}/notify";

    /// <summary>Held while somebody tells.</summary>
    public string NotifyLock => $"/run/coinpilot-{App}.notify.lock";

    /// <summary>What the watch saw at its last look for those who are told.</summary>
    public string Noticed => $"/run/coinpilot-{App}.noticed";

    public string UnitFile => $"{UnitFolder}/{Unit}";

    public string HoldFile => $"{UnitFolder}/{Unit}.d/50-hold.conf";

    public string TransactionFile => $"/run/systemd/system/{Unit}.d/60-transaction.conf";

    public string GuardUnit => $"{App}-guard.service";

    public string BootUnit => $"{App}-boot.service";

    /// <summary>Which release the images named <c>proven</c> are of.</summary>
    public string Proven => $"{Base}/proven";

    /// <summary>The last boot whose refresh was taken back.</summary>
    public string BootFallback => $"{Base}/boot-fallback";

    /// <summary>When the unit's start began.</summary>
    public string Started => $"/run/coinpilot-{App}.started";

    /// <summary>What this app's builds have left in the engine's build cache.</summary>
    public string BuildCache => $"{Base}/build-cache";

    public string WatchTimer => $"{App}-watch.timer";

    public string WatchService => OwnUnit("watch");

    /// <summary>What was started again since the host booted.</summary>
    public string Tended => $"/run/coinpilot-{App}.tended";

    /// <summary>What Compose made of the release at its place.</summary>
    public string Resolved => $"/run/coinpilot-{App}.resolved";

    /// <summary>The hashes that Compose last told for a release.</summary>
    public string Hashes => $"/run/coinpilot-{App}.hashes";

    /// <summary>What is not started without its data, as it was said last.</summary>
    public string HeldBack => $"/run/coinpilot-{App}.held-back";

    public string RevertTimer => $"{App}-revert.timer";

    /// <summary>A confirmation that was said is not wholly done as long as this is there.</summary>
    public string Settling => $"/run/coinpilot-{App}.settling";

    /// <summary>Held within one verb.</summary>
    public string LockFile => $"/run/coinpilot-{App}.lock";

    /// <summary>Held while a release is staged or pruned.</summary>
    public string StageLockFile => $"{Base}/stage.lock";

    /// <summary>What a pending switch needs for its way back.</summary>
    public string Old => $"{Base}/old";

    /// <summary>The unit that a way back puts in place, ready beside it.</summary>
    public string UnitReady => $"{UnitFolder}/.{Unit}.back";

    public string HoldReady => $"{UnitFolder}/{Unit}.d/.50-hold.conf.back";

    public string OwnUnit(string name) => $"{App}-{name}.service";

    public string Release(string id) => layout.ReleasePath(id);

    public string Tag(string service, string release) => layout.ImageTag(service, release);

    /// <summary>The same, as a release may have been made when tags did not tell <c>Web</c> from <c>web</c>.</summary>
    public string Tag(string service, string release, ReleaseConf? conf) => conf is { HasExactTags: false } && !ImageName.IsPlain(service)
        ? $"coinpilot/{App}/{service.ToLowerInvariant()}:{release}"
        : Tag(service, release);
}
