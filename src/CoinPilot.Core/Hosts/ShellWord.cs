using System.Buffers;

namespace CoinPilot.Hosts;

/// <summary>One word of a POSIX shell command line (POSIX.1-2017, Shell Command Language, 2.2.2).</summary>
public static class ShellWord
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");

    /// <summary>The word as shell text that reads back as <paramref name="word"/>. Throws <see cref="ArgumentException"/> on a NUL.</summary>
    public static string Quote(string word)
    {
        if (word.Contains('\0'))
        {
            throw new ArgumentException("A shell word cannot hold a NUL character.", nameof(word));
        }

        return word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
