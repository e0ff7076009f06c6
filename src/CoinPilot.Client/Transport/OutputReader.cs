using System.Text;

namespace CoinPilot.Transport;

/// <summary>How much of a command's output is kept, in characters.</summary>
public static class OutputLimit
{
    /// <summary>Of standard output the beginning is kept; every line is still handed out.</summary>
    public const int Output = 16 * 1024 * 1024;

    /// <summary>A line that is longer is no line of the agent's: the largest holds a file of 4 MiB.</summary>
    public const int Line = 16 * 1024 * 1024;

    /// <summary>Of standard error the end is kept: that is where the reason stands.</summary>
    public const int Error = 256 * 1024;
}

/// <summary>Reads one output stream of a command to its end, as UTF-8: lines as they come, and a bounded text.</summary>
internal sealed class OutputReader(Stream source, int limit, bool keepEnd, Action<string>? onLine, Action onActivity)
{
    private readonly StringBuilder _kept = new();
    private readonly StringBuilder _line = new();

    /// <summary>What was kept; to be read after <see cref="ReadToEnd"/>.</summary>
    public string Text => _kept.ToString();

    /// <summary>Blocks until the stream ends.</summary>
    public void ReadToEnd()
    {
        var decoder = new UTF8Encoding(false).GetDecoder();
        var bytes = new byte[32 * 1024];
        var characters = new char[bytes.Length + 1];
        int read;
        while ((read = source.Read(bytes, 0, bytes.Length)) > 0)
        {
            onActivity();
            Take(characters.AsSpan(0, decoder.GetChars(bytes, 0, read, characters, 0, flush: false)));
        }

        Take(characters.AsSpan(0, decoder.GetChars(bytes, 0, 0, characters, 0, flush: true)));
        if (_line.Length > 0)
        {
            onLine?.Invoke(_line.ToString());
        }
    }

    private void Take(ReadOnlySpan<char> text)
    {
        Keep(text);
        if (onLine is null)
        {
            return;
        }

        int end;
        while ((end = text.IndexOf('\n')) >= 0)
        {
            var line = _line.Append(text[..end]).ToString();
            _line.Clear();
            text = text[(end + 1)..];
            onLine(line);
        }

        _line.Append(text);
        if (_line.Length > OutputLimit.Line)
        {
            throw new DeploymentException(
                $"The host sent more than {OutputLimit.Line / 1024 / 1024} million characters without a line's end. Next: look at the host; this is not what CoinPilot's program says.");
        }
    }

    private void Keep(ReadOnlySpan<char> text)
    {
        _kept.Append(keepEnd ? text : text[..Math.Min(text.Length, limit - _kept.Length)]);
        if (_kept.Length > 2 * limit)
        {
            _kept.Remove(0, _kept.Length - limit);
        }
    }
}
