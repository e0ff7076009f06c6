using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Releases;

/// <summary>The file <c>pending</c>: a switch that is not confirmed, with what the way back needs to know (D019, D020).</summary>
public sealed record PendingFile
{
    public const string Switched = "switched";
    public const string Started = "started";

    public required string New { get; init; }

    /// <summary>A release id, <c>none</c> or <c>foreign</c>.</summary>
    public required string Old { get; init; }

    public required string App { get; init; }

    public required string Unit { get; init; }

    public required string Project { get; init; }

    /// <summary><see cref="Switched"/>, or <see cref="Started"/> when the start has ended well.</summary>
    public string Phase { get; init; } = Switched;

    /// <summary>When the host goes back by itself.</summary>
    public DateTimeOffset Until { get; init; }

    public bool OldHold { get; init; }

    public bool NewHold { get; init; }

    public bool OldEnabled { get; init; }

    /// <summary>The unit's ActiveState before the switch.</summary>
    public string OldActive { get; init; } = "";

    /// <summary>The new release had been confirmed before: a revert leaves that so.</summary>
    public bool NewConfirmed { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> OldImages { get; init; } = [];

    public ImmutableArray<KeyValuePair<string, string>> NewImages { get; init; } = [];

    /// <summary>Services of the new release whose image was built.</summary>
    public ImmutableArray<string> NewBuilt { get; init; } = [];

    public TimeSpan StartTimeout { get; init; }

    public TimeSpan OldStartTimeout { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary>When the switch began; null where its agent did not note it.</summary>
    public DateTimeOffset? Since { get; init; }

    public string By { get; init; } = "-";

    public string From { get; init; } = "-";

    /// <summary>The program that goes back: the one that made the switch (D014).</summary>
    public string Program { get; init; } = "";

    /// <summary>Throws <see cref="FormatException"/> on a text that names no switch, <see cref="UnknownFormatException"/> on one of another version.</summary>
    public static PendingFile Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        FormatVersion.Pending.Demand(conf["format"], $"the switch to {conf["new"]}, by {conf["program"]},");
        return new()
        {
            New = conf["new"] is { Length: > 0 } release ? release : throw new FormatException("pending names no release that was switched to"),
            Old = conf["old"] is { Length: > 0 } old ? old : throw new FormatException("pending names nothing to go back to"),
            App = conf["app"] ?? "",
            Unit = conf["unit"] ?? "",
            Project = conf["project"] ?? "",
            Phase = conf["phase"] ?? Switched,
            Until = DateTimeOffset.FromUnixTimeSeconds(Number("until") ?? 0),
            OldHold = conf["old_hold"] == "yes",
            NewHold = conf["new_hold"] == "yes",
            OldEnabled = conf["old_enabled"] == "yes",
            OldActive = conf["old_active"] ?? "",
            NewConfirmed = conf["new_confirmed"] == "yes",
            OldImages = ReleaseConf.ReadImages(conf["old_images"]),
            NewImages = ReleaseConf.ReadImages(conf["new_images"]),
            NewBuilt = [.. (conf["new_built"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            StartTimeout = TimeSpan.FromSeconds(Number("start_timeout") ?? 0),
            OldStartTimeout = TimeSpan.FromSeconds(Number("old_start_timeout") ?? 900),
            Since = Number("since") is { } since ? DateTimeOffset.FromUnixTimeSeconds(since) : null,
            By = conf["by"] ?? "-",
            From = conf["from"] ?? "-",
            Program = conf["program"] ?? "",
        };

        long? Number(string key) => long.TryParse(conf[key], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public override string ToString() => Since is { } since ? Text.Add("since", since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)).ToString() : Text.ToString();

    private ConfFile Text => new ConfFile()
        .Add("format", FormatVersion.Pending.CurrentText)
        .Add("new", New)
        .Add("old", Old)
        .Add("app", App)
        .Add("unit", Unit)
        .Add("project", Project)
        .Add("phase", Phase)
        .Add("until", Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
        .Add("old_hold", Word(OldHold))
        .Add("new_hold", Word(NewHold))
        .Add("old_enabled", Word(OldEnabled))
        .Add("old_active", OldActive)
        .Add("new_confirmed", Word(NewConfirmed))
        .Add("old_images", ReleaseConf.WriteImages(OldImages))
        .Add("new_images", ReleaseConf.WriteImages(NewImages))
        .Add("new_built", string.Join(' ', NewBuilt))
        .Add("start_timeout", Seconds(StartTimeout))
        .Add("old_start_timeout", Seconds(OldStartTimeout))
        .Add("by", By)
        .Add("from", From)
        .Add("program", Program);

    private static string Word(bool value) => value ? "yes" : "no";

    private static string Seconds(TimeSpan time) => ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
