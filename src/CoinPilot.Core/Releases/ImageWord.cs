namespace CoinPilot.Releases;

/// <summary>Names of services and images as words that no command takes for an option.</summary>
public static class ImageWord
{
    public static bool IsService(string text) => IsWord(text, "._-");

    public static bool IsReference(string text) => IsWord(text, "._:/@-");

    private static bool IsWord(string text, string others) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c, StringComparison.Ordinal));
}
