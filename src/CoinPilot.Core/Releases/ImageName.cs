using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoinPilot.Releases;

/// <summary>The part of a release's image name that stands for a service: two services never share one, and Docker takes each (D042).</summary>
/// <remarks>
/// Docker's names are in small letters. A service's name that is no part of such a name (`Web`, `_a`, `a..b`) is written
/// out, in a folder `.x` behind the app's name, which no app and no service has; all others stand as they are.
/// </remarks>
public static partial class ImageName
{
    /// <summary>What follows the app's name of what is written out.</summary>
    public const string WrittenOut = ".x/";

    /// <summary><c>web</c>, or <c>.x/x-57eb</c> for Web: each other character as its code.</summary>
    public static string Of(string service)
    {
        if (IsPlain(service))
        {
            return service;
        }

        var name = new StringBuilder(WrittenOut).Append('x');
        foreach (var code in Encoding.UTF8.GetBytes(service))
        {
            _ = char.IsAsciiLetterLower((char)code) || char.IsAsciiDigit((char)code)
                ? name.Append((char)code)
                : name.Append(CultureInfo.InvariantCulture, $"-{code:x2}");
        }

        return name.ToString();
    }

    public static bool IsPlain(string service) => Component().IsMatch(service);

    // The reference grammar's path-component.
    [GeneratedRegex(@"\A[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*\z")]
    private static partial Regex Component();
}
