using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>What a host must have before anything is sent to it; each lack with the way to mend it.</summary>
public static class Preflight
{
    private const int OldestSystemd = 244;

    // Below this not even a small release and its images fit.
    private const long LeastFreeKib = 512 * 1024;

    public const string NoCompose = "Docker Compose v2 is missing (`docker compose version` fails).";

    public const string NoComposeFix = "install the package docker-compose-plugin";

    /// <summary>What a firewall that was loaded anew has taken away.</summary>
    public const string LostChains = "The firewall chains that Docker made are gone: what runs goes on, but no container with a published port can be started.";

    public const string Bypassed = "The firewall's rules that lead to Docker's chains are gone: containers start, but their published ports and their own connections may not get through.";

    public const string LostChainsFix = "on the host: sudo systemctl restart docker (containers without restart: stop by it; then: sudo systemctl reload the stack's unit)";

    private static readonly Version OldestCompose = new(2, 24, 4);

    /// <param name="envFileNearby">An env file on the host that the operator may want to be the one; null when none is known.</param>
    public static ImmutableArray<Diagnostic> Check(HostState host, HostLayout layout, bool needsHostEnvFile, string? envFileNearby = null)
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        if (host.SystemdVersion < OldestSystemd)
        {
            Add("systemd", $"systemd {host.SystemdVersion} is too old: Restart= on a oneshot unit needs {OldestSystemd}.", "upgrade the host's distribution");
        }

        CheckDocker(host, Add);
        if (needsHostEnvFile && host.EnvFileDigest is null)
        {
            var folder = layout.HostEnvFile[..layout.HostEnvFile.LastIndexOf('/')];
            Add("env-file", $"There is no {layout.HostEnvFile}, and the stack's values come from it.",
                envFileNearby is null
                    ? $"on the host: sudo install -d -m 700 {folder} && sudo install -m 600 /dev/stdin {layout.HostEnvFile} <.env   (or ship one with --env-file)"
                    : $"on the host, to take the one of the checkout: sudo install -d -m 700 {folder} && sudo install -m 600 {envFileNearby} {layout.HostEnvFile}");
        }

        if (needsHostEnvFile && host.EnvAccess?.Trouble(layout.HostEnvFile) is { } open)
        {
            findings.Add(new("env-access", Severity.Warning, $"{open.Text}.", new SourceLocation(host.Hostname), open.Fix));
        }

        if (host.DiskFreeKib is > 0 and < LeastFreeKib)
        {
            Add("disk", string.Create(CultureInfo.InvariantCulture, $"Only {host.DiskFreeKib / 1024} MiB are free under /var/lib."),
                "make room, for example: docker image prune");
        }

        if (host.InodesFree is > 0 and < 10_000)
        {
            Add("inodes", string.Create(CultureInfo.InvariantCulture, $"Only {host.InodesFree} inodes are free under /var/lib."),
                "remove what has many small files");
        }

        foreach (var (container, owner) in host.ForeignOwners)
        {
            Add("container-owner",
                owner == "-"
                    ? $"A container named {container} exists that no Compose project made."
                    : $"The container {container} belongs to the Compose project '{owner}', not to '{layout.App}'.",
                owner == "-" ? $"remove or rename it: docker rm -f {container}" : $"deploy with --app {owner}, or stop that project first: docker compose -p {owner} down");
        }

        return findings.ToImmutable();

        void Add(string rule, string message, string fix) =>
            findings.Add(new(rule, Severity.Error, message, new SourceLocation(host.Hostname), fix));
    }

    private static void CheckDocker(HostState host, Action<string, string, string> add)
    {
        switch (host.DockerFlavour)
        {
            case "missing":
                add("docker", "Docker Engine is not installed.", "install it: docs.docker.com/engine/install, then: sudo systemctl enable --now docker");
                return;
            case "podman":
                add("docker", "`docker` is podman's stand-in; the unit needs Docker Engine.", "remove podman-docker and install Docker Engine");
                return;
            case "snap":
                add("docker", "Docker is the snap, which cannot read files outside of home folders.", "snap remove docker, then install Docker Engine from its own repository");
                return;
            case "rootless":
                add("docker", "Docker runs rootless; a system unit cannot bring it back at boot.", "install the system-wide Docker Engine");
                return;
            default:
                break;
        }

        if (!host.DockerAnswers)
        {
            add("docker", "Docker Engine is installed, but its daemon does not answer.", "on the host: sudo systemctl start docker; when it fails: journalctl -u docker");
        }

        if (host.HasLostChains)
        {
            add("firewall", LostChains, LostChainsFix);
        }

        if (ComposeTrouble(host) is var (text, fix))
        {
            add("compose", text, fix);
        }
    }

    /// <summary>Why no start can be made with the Compose of this host, and what mends it; null where it is as it should be.</summary>
    public static (string Text, string Fix)? ComposeTrouble(HostState host) =>
        !Version.TryParse(host.ComposeVersion.TrimStart('v').Split('-', '+')[0], out var compose) ? (NoCompose, NoComposeFix)
        : compose < OldestCompose ? ($"Docker Compose {host.ComposeVersion} is too old: `!override` needs {OldestCompose}.", "upgrade the package docker-compose-plugin")
        : null;
}
