namespace CoinPilot.Planning;

/// <summary>How a line of a plan weighs; colour may show it, a glyph in the text always does.</summary>
public enum PlanTone
{
    Plain,
    Heading,
    Danger,
    Caution,
    Addition,
    Removal,
    Quiet,
}

/// <summary>One line of a plan.</summary>
public readonly record struct PlanLine(PlanTone Tone, string Text);
