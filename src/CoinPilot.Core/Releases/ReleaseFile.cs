using System.Collections.Immutable;

namespace CoinPilot.Releases;

/// <summary>The names of the files in a release's folder; the host program knows them too.</summary>
public static class ReleaseFile
{
    public const string Unit = "unit";
    public const string Hold = "hold.conf";
    public const string Transaction = "transaction.conf";
    public const string Guard = "guard.service";
    public const string Conf = "release.conf";
    public const string Manifest = "manifest.json";

    /// <summary>Does not travel with the release: the program that stages it adds itself.</summary>
    public const string Program = "host.sh";

    public const string Override = "compose.release.yml";
    public const string Build = "compose.build.yml";
    public const string Env = ".env";
    public const string Checkout = "checkout";

    /// <summary>Names that a Compose file in a release's folder must not take.</summary>
    public static readonly ImmutableHashSet<string> All = [Unit, Hold, Transaction, Guard, Conf, Manifest, Program, Override, Build, Env, Checkout, "confirmed"];
}
