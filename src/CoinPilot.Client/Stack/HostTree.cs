using System.Text;
using CoinPilot.Compose;
using CoinPilot.Protocol;

namespace CoinPilot.Stack;

/// <summary>
/// The files of the host, as the Compose reader asks for them. What is not known yet counts as there and empty, and is
/// noted: who reads asks the host for it and reads again, until nothing is wanted any more.
/// </summary>
public sealed class HostTree : IComposeFiles
{
    private static readonly string[] Scripts = [".sh", ".bash", ".py", ".pl", ".rb"];

    private readonly Dictionary<string, byte[]?> contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unread = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unseen = new(StringComparer.Ordinal);

    /// <summary>A file that reads as there and empty, whatever it is: its values are the host's.</summary>
    public string? Emptied { get; init; }

    /// <summary>A file of this machine: the env file that the release ships.</summary>
    public string? Local { get; init; }

    public byte[]? Read(string path)
    {
        if (path == Emptied)
        {
            return [];
        }

        if (path == Local)
        {
            return SourceFile.Read(path, out _);
        }

        if (contents.TryGetValue(path, out var bytes))
        {
            return bytes;
        }

        unread.Add(path);
        return [];
    }

    /// <summary>Of what looks like a script: anything else may be long, and would be read whole.</summary>
    public byte[]? Beginning(string path) => Scripts.Any(end => path.EndsWith(end, StringComparison.Ordinal)) && FileExists(path) ? Read(path) : null;

    public string TroubleWith(string path) => path == Local && SourceFile.Read(path, out var trouble) is null ? trouble! : "is not there or can't be read";

    public bool FileExists(string path) => path == Emptied || (path == Local ? File.Exists(path) : Is(path, "file"));

    public bool DirectoryExists(string path) => Is(path, "folder");

    /// <summary>The text of a file that was read, for messages that show a line; null for one that was not.</summary>
    public string? TextOf(string path) => contents.GetValueOrDefault(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Asks for everything that was wanted since the last time; false when that was nothing.</summary>
    public bool Ask(CheckoutQuestions questions)
    {
        foreach (var path in unread)
        {
            questions.Ask(CheckoutKind.Read, path);
        }

        foreach (var path in unseen.Except(unread))
        {
            questions.Ask(CheckoutKind.Stat, path);
        }

        unread.Clear();
        unseen.Clear();
        return !questions.IsEmpty;
    }

    public void Learn(CheckoutAnswer answer)
    {
        foreach (var (path, kind, bytes) in answer.Files)
        {
            kinds[path] = kind;
            contents[path] = bytes?.ToArray();
        }

        foreach (var (path, kind) in answer.Kinds)
        {
            kinds[path] = kind;
        }
    }

    /// <summary>file, folder, other or missing; null when the host was not asked.</summary>
    public string? KindOf(string path) => kinds.GetValueOrDefault(path);

    private bool Is(string path, string kind)
    {
        if (kinds.TryGetValue(path, out var known))
        {
            return known == kind;
        }

        unseen.Add(path);
        return true;
    }
}
