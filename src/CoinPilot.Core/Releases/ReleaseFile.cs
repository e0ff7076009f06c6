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
    public const string Env = ".env";
    public const string Checkout = "checkout";

    /// <summary>Volumes and folders that services may begin empty on, one a line, as it was agreed to at the staging (D093).</summary>
    public const string AcceptedData = ".accepted-data";

    /// <summary>The data that its services had when it was confirmed (D095).</summary>
    public const string ConfirmedData = ".confirmed-data";

    /// <summary>Names that a Compose file in a release's folder must not take.</summary>
    public static readonly ImmutableHashSet<string> All = [Unit, Hold, Transaction, ShellGuard, Conf, Manifest, ShellProgram, Override, Build, Env, Checkout, "confirmed"];
}
