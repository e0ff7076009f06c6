using System.Collections.Immutable;

namespace CoinPilot.Releases;

/// <summary>The names of the files in a release's folder.</summary>
public static class ReleaseFile
{
    public const string Unit = "unit";
    public const string Hold = "hold.conf";
    public const string Transaction = "transaction.conf";
    public const string Conf = "release.conf";
    public const string Manifest = "manifest.json";

    /// <summary>Only in releases that the shell program staged: itself, which their units call.</summary>
    public const string ShellProgram = "host.sh";

    /// <summary>Only in those, too: today the agent renders the guard.</summary>
    public const string ShellGuard = "guard.service";

    public const string Override = "compose.release.yml";
    public const string Build = "compose.build.yml";
    /// <summary>Only where the stack has tasks (D096).</summary>
    public const string Tasks = "compose.tasks.yml";

    public const string Env = ".env";
    /// <summary>How much room its staging took, in KiB; a note of the host's, no part of the release.</summary>
    public const string Took = ".took";

    public const string Checkout = "checkout";

    /// <summary>Volumes and folders that services may begin empty on, one a line, as it was agreed to at the staging (D093).</summary>
    public const string AcceptedData = ".accepted-data";

    /// <summary>The data that its services had when it was confirmed (D095).</summary>
    public const string ConfirmedData = ".confirmed-data";

    /// <summary>Names that a Compose file in a release's folder must not take.</summary>
    public static readonly ImmutableHashSet<string> All = [Unit, Hold, Transaction, ShellGuard, Conf, Manifest, ShellProgram, Override, Build, Tasks, Env, Checkout, Took, "confirmed"];
}
