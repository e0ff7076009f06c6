namespace CoinPilot;

/// <summary>How much a finding weighs: an error stops the run, a warning is shown.</summary>
public enum Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>A place in a file: line and column count from 1, 0 where unknown.</summary>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>One finding about an input: the rule that found it, where, and how to mend it.</summary>
public sealed record Diagnostic(string Rule, Severity Severity, string Message, SourceLocation? At = null, string? Fix = null)
{
    public override string ToString() =>
        $"{(At is null ? "" : At + ": ")}{Severity.ToString().ToLowerInvariant()} {Rule}: {Message}{(Fix is null ? "" : $" ({Fix})")}";
}
