using System.Text;
using CoinPilot.Compose;
using CoinPilot.Hosts;
using CoinPilot.Observation;

namespace CoinPilot.Checkout;

/// <summary>
/// The files of the host, as the Compose reader asks for them. What is not known yet counts as there and empty, and is
/// noted: who reads asks the host for it and reads again, until nothing is wanted any more.
/// </summary>
public sealed class HostTree : IComposeFiles
{
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
            questions.Read(path);
        }

        foreach (var path in unseen.Except(unread))
        {
            questions.Stat(path);
        }

        unread.Clear();
        unseen.Clear();
        return !questions.IsEmpty;
    }

    public void Learn(HostFacts facts)
    {
        foreach (var parts in facts.All("file").Select(value => value.Split(' ', 3)).Where(parts => parts.Length == 3))
        {
            kinds[parts[2]] = parts[0];
            contents[parts[2]] = parts[0] == "file" ? Convert.FromBase64String(parts[1]) : null;
        }

        foreach (var (kind, path) in facts.Pairs("stat"))
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
