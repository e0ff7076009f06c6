namespace CoinPilot.Compose.Values;

/// <summary>Sizes as Compose writes them: 64m, 1.5 GiB, 1024.</summary>
public static class ByteSize
{
    public static long? Parse(string text)
    {
        var last = text.LastIndexOfAny([.. "0123456789. "]);
        if (last < 0)
        {
            return null;
        }
        var number = text[..(text[last] == ' ' ? last : last + 1)];
        var suffix = text[(last + 1)..].ToLowerInvariant();
        if (Variables.TextCast.Float(number) is not { } size || size < 0)
        {
            return null;
        }
        return Factor(suffix) is { } factor ? (long)(size * factor) : null;
    }

    private static double? Factor(string suffix)
    {
        if (suffix is "" or "b")
        {
            return 1;
        }
        var power = "kmgtp".IndexOf(suffix[0], StringComparison.Ordinal);
        return power >= 0 && suffix[1..] is "" or "b" or "ib" ? Math.Pow(1024, power + 1) : null;
    }
}
