using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Variables;

/// <summary>What is known of a variable.</summary>
internal enum VariableState
{
    Unset,
    Set,

    /// <summary>Counts as set; only the host knows the value.</summary>
    Unknown,
}

internal readonly record struct VariableValue(VariableState State, string Text)
{
    public static readonly VariableValue Unset = new(VariableState.Unset, "");
    public static readonly VariableValue Unknown = new(VariableState.Unknown, "");

    public static VariableValue Of(string text) => new(VariableState.Set, text);
}

/// <summary>Where an expression gets its values from, and who hears of its faults.</summary>
internal interface IVariableScope
{
    Mark At { get; }

    VariableValue Lookup(string name);

    /// <summary>A variable is used: with a default, required, or plain.</summary>
    void Used(string name, char form);

    /// <summary>Two dollars became one.</summary>
    void Doubled()
    {
    }

    void BadFormat(string expression);

    void Missing(string name, string reason);

    /// <summary>The expression stays in the text as written.</summary>
    void Unresolved(string expression);
}
