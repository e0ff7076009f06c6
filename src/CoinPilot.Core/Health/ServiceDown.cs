using System.Globalization;
using System.Text.Json.Serialization;

namespace CoinPilot.Health;

/// <summary>How long no container of a service served while the stack was changed.</summary>
/// <param name="Seconds">0 where one served at every moment; null where that is not known.</param>
/// <param name="IsOver">One serves again.</param>
public sealed record ServiceDown(string Service, double? Seconds, bool IsOver = true)
{
    private const string Lost = "?";

    /// <summary>A word of the history: <c>web=2.134</c>, <c>db=0</c>, <c>api=?</c>, <c>bot=17.5+</c> for one that is still down.</summary>
    [JsonIgnore]
    public string Word => $"{Service}={(Seconds is { } seconds ? seconds.ToString("0.###", CultureInfo.InvariantCulture) : Lost)}{(IsOver ? "" : "+")}";

    /// <summary>What a word says; null for one that is none.</summary>
    public static ServiceDown? TryParse(string word)
    {
        if (word.Split('=', 2) is not [{ Length: > 0 } service, var value])
        {
            return null;
        }

        var isOver = !value.EndsWith('+');
        var number = value.TrimEnd('+');
        return number == Lost ? new(service, null, isOver)
            : double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? new(service, seconds, isOver)
            : null;
    }

    /// <summary>For people, without the service: <c>2.1 s</c>, <c>0</c>, <c>unknown</c>.</summary>
    [JsonIgnore]
    public string Text => (Seconds, IsOver) switch
    {
        (null, true) => "unknown",
        (null, false) => "still down",
        (0, true) => "0",
        ({ } seconds, true) => Rounded(seconds),
        ({ } seconds, false) => $"{Rounded(seconds)} and still down",
    };

    public override string ToString() => $"{Service} {Text}";

    private static string Rounded(double seconds) => seconds < 0.1 ? "< 0.1 s" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
}
