namespace CoinPilot.Compose.Scripts;

/// <summary>What the kernel makes of the first line of a script.</summary>
public static class FirstLine
{
    /// <summary>As much of a file as the kernel looks at (BINPRM_BUF_SIZE of Linux).</summary>
    public const int Length = 256;

    /// <summary>Why it starts no interpreter, as the end of a sentence about the file; null when it is well, or no script.</summary>
    /// <param name="beginning">The first bytes of the file.</param>
    /// <param name="isScript">A shell is given it, so it is one without `#!` too.</param>
    public static string? Trouble(ReadOnlySpan<byte> beginning, bool isScript = false)
    {
        var first = beginning[..Math.Min(beginning.Length, Length)];
        if (first.StartsWith("\uFEFF#!"u8))
        {
            return "begins with a byte order mark: the kernel sees no `#!`";
        }

        var end = first.IndexOf((byte)'\n');
        return end > 0 && first[end - 1] == '\r' && (isScript || first.StartsWith("#!"u8))
            ? "has a first line that ends in CR, as on Windows: the kernel seeks an interpreter whose name ends in CR, and says `no such file or directory` of the script"
            : null;
    }
}
