using System.Text.RegularExpressions;

namespace CoinPilot.Systemd;

/// <summary>The program of an <c>Exec…=</c> line: an absolute path that needs no escaping, which systemd applies differently there.</summary>
public static partial class ProgramPath
{
    public static bool IsValid(string path) => Pattern().IsMatch(path);

    /// <summary>The same path. Throws <see cref="ArgumentException"/> where it is not one.</summary>
    public static string Require(string path) =>
        IsValid(path) ? path : throw new ArgumentException(
            $"'{path}' cannot be the program of a unit: give an absolute path of letters, digits and . _ / + - alone.", nameof(path));

    [GeneratedRegex(@"\A/[A-Za-z0-9._/+-]+\z")]
    private static partial Regex Pattern();
}
