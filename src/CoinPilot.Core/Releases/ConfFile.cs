using System.Text;

namespace CoinPilot.Releases;

/// <summary>A file of <c>key='value'</c> lines.</summary>
public sealed class ConfFile
{
    private readonly List<KeyValuePair<string, string>> entries = [];

    /// <summary>The value of a key, or null where it is missing.</summary>
    public string? this[string key] => entries.FindLast(entry => entry.Key == key).Value;

    /// <summary>Throws <see cref="ArgumentException"/> on a value that the grammar cannot hold.</summary>
    public ConfFile Add(string key, string value)
    {
        if (value.AsSpan().IndexOfAny('\'', '\n', '\r') >= 0 || value.Contains('\0'))
        {
            throw new ArgumentException($"The value of {key} holds a quote or a line break: {value}", nameof(value));
        }

        entries.Add(new(key, value));
        return this;
    }

    /// <summary>The entries of a text; lines of another shape are left out.</summary>
    public static ConfFile Parse(string text)
    {
        var conf = new ConfFile();
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf("='", StringComparison.Ordinal);
            if (equals > 0 && line.EndsWith('\'') && line.Length > equals + 2)
            {
                conf.entries.Add(new(line[..equals], line[(equals + 2)..^1]));
            }
        }

        return conf;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in entries)
        {
            text.Append(key).Append("='").Append(value).Append("'\n");
        }

        return text.ToString();
    }
}
