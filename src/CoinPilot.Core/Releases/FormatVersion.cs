using System.Globalization;

namespace CoinPilot.Releases;

/// <summary>A format of what outlives the program that writes it, with the versions of it that this program reads (D019).</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Current">The version that this program writes.</param>
/// <param name="Oldest">The oldest that it still reads; 0 is that of texts which say none.</param>
public sealed record FormatVersion(string Name, int Current, int Oldest)
{
    /// <summary>manifest.json of a release.</summary>
    public static readonly FormatVersion Manifest = new("manifest", 1, 1);

    /// <summary>release.conf; 1 is that of releases which carry the shell program.</summary>
    public static readonly FormatVersion ReleaseConf = new("release.conf", 2, 0);

    public static readonly FormatVersion Pending = new("pending switch", 1, 0);

    /// <summary>A line of the host's journal.</summary>
    public static readonly FormatVersion Journal = new("history", 1, 0);

    /// <summary>What the host started again since it booted.</summary>
    public static readonly FormatVersion TendMemory = new("list of what was started again", 1, 1);

    /// <summary>A saved plan.</summary>
    public static readonly FormatVersion Plan = new("plan", 1, 1);

    /// <summary>What the boot gate remembers: which images are proven, and its last fallback.</summary>
    public static readonly FormatVersion BootGate = new("boot gate", 1, 1);

    /// <summary>What builds have left in the engine's cache.</summary>
    public static readonly FormatVersion BuildCache = new("list of the build cache", 1, 1);

    /// <summary>The data that a release had when it was confirmed.</summary>
    public static readonly FormatVersion ConfirmedData = new("confirmed data", 1, 1);

    /// <summary>notify.json: who is told what.</summary>
    public static readonly FormatVersion Notify = new("notify.json", 1, 1);

    /// <summary>A message that waits for its receivers.</summary>
    public static readonly FormatVersion Notice = new("message", 1, 1);

    /// <summary>What receivers were told of last.</summary>
    public static readonly FormatVersion Told = new("list of what was told", 1, 1);

    public string CurrentText => Current.ToString(CultureInfo.InvariantCulture);

    public bool Reads(int version) => version >= Oldest && version <= Current;

    /// <summary>Throws <see cref="UnknownFormatException"/> unless this program reads that version.</summary>
    /// <param name="what">The text that has it, such as <c>release 20261124-053107-ab12cd3</c>.</param>
    public void Demand(int version, string what)
    {
        if (!Reads(version))
        {
            throw new UnknownFormatException(this, version, what);
        }
    }

    /// <summary>The same of a version as a text says it; null for none.</summary>
    public void Demand(string? version, string what) =>
        Demand(version is null ? 0 : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue, what);
}
