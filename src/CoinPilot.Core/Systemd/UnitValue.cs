namespace CoinPilot.Systemd;

/// <summary>A value that takes the rest of its line, as in <c>Description=</c> and <c>WorkingDirectory=</c>.</summary>
public static class UnitValue
{
    /// <summary>The value as text; only <c>%</c> can be escaped here. Throws <see cref="ArgumentException"/> on what <see cref="Fault"/> names.</summary>
    public static string Escape(string value) =>
        Fault(value) is { } fault
            ? throw new ArgumentException($"'{value}' cannot be the value of a line: {fault}.", nameof(value))
            : value.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>Why no line can hold this value, or null.</summary>
    public static string? Fault(string value) =>
        value.Length == 0 ? "it is empty, which would clear the setting"
        : value.Any(UnitCharacters.IsControl) ? "it holds a control character"
        : IsBlank(value[0]) || IsBlank(value[^1]) ? "it begins or ends with a space, which systemd drops"
        : value[^1] == '\\' ? "it ends with a backslash, which continues the line"
        : UnitCharacters.Fault(value) is { } fault ? "it holds " + fault
        : null;

    private static bool IsBlank(char c) => c is ' ' or '\t';
}
