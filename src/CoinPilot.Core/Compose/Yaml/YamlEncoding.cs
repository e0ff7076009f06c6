using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>Bytes to text: UTF-8, or UTF-16 with its mark.</summary>
internal static class YamlEncoding
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Decode(byte[] bytes, string file, Findings findings)
    {
        try
        {
            var text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, ..] => Utf8.GetString(bytes, 3, bytes.Length - 3),
                [0xFF, 0xFE, ..] => new UnicodeEncoding(false, false, true).GetString(bytes, 2, bytes.Length - 2),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(true, false, true).GetString(bytes, 2, bytes.Length - 2),
                _ => Utf8.GetString(bytes),
            };
            return Control(text, file, findings) ? null : text;
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length));
            var line = before.Count((byte)'\n') + 1;
            findings.Report(YamlRules.Encoding, new Mark(file, line, e.Index - before.LastIndexOf((byte)'\n')),
                "the file is not UTF-8 here", "save it as UTF-8");
            return null;
        }
    }

    /// <summary>Whether the text has a control character, which YAML doesn't know.</summary>
    private static bool Control(string text, string file, Findings findings)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' and not ('\t' or '\n' or '\r') or '\x7F' or (>= '\x80' and <= '\x9F' and not '\x85') or '\uFFFE' or '\uFFFF')
            {
                var before = text.AsSpan(0, i);
                findings.Report(YamlRules.Control, new Mark(file, before.Count('\n') + 1, i - before.LastIndexOf('\n')),
                    $"the control character U+{(int)text[i]:X4} stands here", "remove it, or write it as an escape in double quotes");
                return true;
            }
        }
        return false;
    }
}
