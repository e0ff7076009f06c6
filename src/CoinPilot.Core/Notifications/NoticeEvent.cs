using System.Collections.Frozen;

namespace CoinPilot.Notifications;

/// <summary>What people are told of.</summary>
public enum NoticeEvent
{
    /// <summary>The pull, the build or the supply of a boot failed; what was there runs.</summary>
    RefreshFailed,

    /// <summary>What a boot brought did not come up, and the proven images are back.</summary>
    BootFallback,

    /// <summary>The timer or the guard went back.</summary>
    Reverted,

    /// <summary>What ended although nobody stopped it was started again.</summary>
    Tended,

    Degraded,

    /// <summary>What was degraded, or short of room, is well again.</summary>
    Recovered,

    RoomLow,
    Deployed,
    RolledBack,

    /// <summary>Somebody tries the way that messages take.</summary>
    Test,
}

/// <summary>The words for events, as <c>notify.json</c> and messages for programs have them.</summary>
public static class NoticeEvents
{
    private static readonly FrozenDictionary<NoticeEvent, string> Words = new Dictionary<NoticeEvent, string>
    {
        [NoticeEvent.RefreshFailed] = "refresh-failed",
        [NoticeEvent.BootFallback] = "boot-fallback",
        [NoticeEvent.Reverted] = "reverted",
        [NoticeEvent.Tended] = "tended",
        [NoticeEvent.Degraded] = "degraded",
        [NoticeEvent.Recovered] = "recovered",
        [NoticeEvent.RoomLow] = "room-low",
        [NoticeEvent.Deployed] = "deployed",
        [NoticeEvent.RolledBack] = "rolled-back",
        [NoticeEvent.Test] = "test",
    }.ToFrozenDictionary();

    /// <summary>Those that a receiver may choose from.</summary>
    public static IEnumerable<string> Choosable => Words.Where(word => word.Key != NoticeEvent.Test).Select(word => word.Value).Order(StringComparer.Ordinal);

    public static string Word(this NoticeEvent notice) => Words[notice];

    /// <summary>Null for a word that is none.</summary>
    public static NoticeEvent? Parse(string word) => Words.Where(known => known.Value == word).Select(known => (NoticeEvent?)known.Key).FirstOrDefault();
}
