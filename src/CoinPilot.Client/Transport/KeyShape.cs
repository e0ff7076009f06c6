using System.Buffers.Text;
using System.Text;

namespace CoinPilot.Transport;

/// <summary>What the way through a form, a variable or a secret has made of a private key's text.</summary>
internal static class KeyShape
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";

    // How the inside of every key of OpenSSH's own format begins.
    private const string OpenSshBody = "b3BlbnNzaC1rZXktdjE";

    private const string Again = "paste the secret again, as the file has it; `cat KEY` shows the lines that it must have";

    /// <summary>What is wrong with a text that is no key, as the end of a sentence about it, and what to do; null when that can't be told.</summary>
    public static (string What, string Next)? Fault(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF').Trim();
        var lines = text.Split('\n');
        return text switch
        {
            "" => ("is empty", "see whether the secret is set, and under which name"),
            _ when text.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal) => ("is a key of PuTTY", "puttygen KEY.ppk -O private-openssh -o KEY makes one for OpenSSH of it"),
            _ when IsEncoded(text) => ("is a private key in base64", "decode it first: base64 -d"),
            _ when text.StartsWith(OpenSshBody, StringComparison.Ordinal) => ("lacks its first line, -----BEGIN OPENSSH PRIVATE KEY-----", Again),
            _ when !text.Contains(Begin, StringComparison.Ordinal) => null,
            ['"' or '\'', ..] => ("stands in quotes", "write it without them"),
            _ when text.Contains("\\n", StringComparison.Ordinal) => ("has the two characters \\n where its newlines were", Again),
            _ when !text.Contains(End, StringComparison.Ordinal) => ("is cut off: its last line, -----END …, is missing", Again),
            _ when lines.Length == 1 => (text.Contains("----- ", StringComparison.Ordinal) ? "has spaces where its newlines were" : "has lost its newlines", Again),
            _ when lines.Skip(1).Any(line => line.Length > 0 && char.IsWhiteSpace(line[0]) && line.Trim().Length > 0) => ("has indented lines", "write them without the spaces before them"),
            _ => null,
        };
    }

    private static bool IsEncoded(string text)
    {
        if (text.StartsWith('-') || !Base64.IsValid(text))
        {
            return false;
        }

        return Encoding.UTF8.GetString(Convert.FromBase64String(text)).TrimStart('\uFEFF').StartsWith(Begin, StringComparison.Ordinal);
    }
}
