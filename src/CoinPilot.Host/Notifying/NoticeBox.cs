using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>The messages that wait, a file each, and what was told last: all of it outlives a power cut (D100).</summary>
internal sealed class NoticeBox(IHostFiles files, AppPlaces places)
{
    /// <summary>A host that nobody hears for long keeps the newest.</summary>
    public const int Most = 100;

    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;
    private const string Made = "made-";

    private string ToldFile => $"{places.Notify}/told";

    /// <summary>What was told last; null: nothing yet. Throws <see cref="Releases.UnknownFormatException"/>.</summary>
    public ToldState? Told => files.ReadText(ToldFile) is { } text ? ToldState.Parse(text) : null;

    /// <summary>Those that wait, oldest first.</summary>
    public ImmutableArray<(string Path, Notice Notice)> Waiting =>
        [.. Paths.Where(path => !IsMade(path)).Select(path => (path, Notice: Read(path))).Where(one => one.Notice is not null).Select(one => (one.path, one.Notice!))];

    /// <summary>Those that a program made which did something, and that are not accepted yet.</summary>
    public ImmutableArray<(string Path, Notice Notice)> New =>
        [.. Paths.Where(IsMade).Select(path => (path, Notice: Read(path))).Where(one => one.Notice is not null).Select(one => (one.path, one.Notice!))];

    public bool IsEmpty => Paths.Length == 0;

    private ImmutableArray<string> Paths =>
        [.. files.List(places.Notify).Where(path => path.EndsWith(".json", StringComparison.Ordinal) && Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];

    /// <summary>A message of what is about to be done, or was; whether it is told or folded is decided later.</summary>
    /// <param name="at">Together with the event it is the file's name: the same again takes its place.</param>
    public void Make(Notice notice, DateTimeOffset at)
    {
        MakeFolder();
        files.Put(string.Create(CultureInfo.InvariantCulture, $"{places.Notify}/{Made}{at.ToUnixTimeMilliseconds():D14}-{notice.Event.Word()}-{Safe(notice.Subject)}.json"), notice.ToString(), DurableFiles.Private);
    }

    public void Put(long number, Notice notice)
    {
        MakeFolder();
        files.Put(string.Create(CultureInfo.InvariantCulture, $"{places.Notify}/{number:D8}.json"), notice.ToString(), DurableFiles.Private);
    }

    public void Put(string path, Notice notice) => files.Put(path, notice.ToString(), DurableFiles.Private);

    public void Put(ToldState told)
    {
        MakeFolder();
        files.Put(ToldFile, told.ToString(), DurableFiles.Private);
    }

    public void Drop(string path) => files.Drop(path);

    /// <summary>Nobody is told anything any more.</summary>
    public void Forget()
    {
        if (files.IsFolder(places.Notify))
        {
            files.RemoveTree(places.Notify);
        }
    }

    /// <summary>Messages that were written before what was told was: they are made once more.</summary>
    public void DropUntold(long next)
    {
        foreach (var path in Paths.Where(path => !IsMade(path) && (NumberOf(path) is not { } number || number >= next)))
        {
            files.Drop(path);
        }
    }

    /// <summary>Takes away the oldest where there are too many, and what can't be read; how many.</summary>
    public int Bound()
    {
        var gone = Paths.Where(path => Read(path) is null).ToArray();
        var left = Paths.Except(gone).ToArray();
        foreach (var path in (string[])[.. gone, .. left.Take(left.Length - Most)])
        {
            files.Drop(path);
        }

        return gone.Length + Math.Max(0, left.Length - Most);
    }

    private Notice? Read(string path) => files.ReadText(path) is { } text ? Notice.Parse(text) : null;

    private void MakeFolder()
    {
        if (!files.IsFolder(places.Notify))
        {
            files.MakeFolder(places.Notify, FolderMode);
            files.SyncFolderOf(places.Notify);
        }
    }

    private static bool IsMade(string path) => Path.GetFileName(path).StartsWith(Made, StringComparison.Ordinal);

    private static long? NumberOf(string path) => long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Safe(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '.'))[..Math.Min(text.Length, 60)];
}
