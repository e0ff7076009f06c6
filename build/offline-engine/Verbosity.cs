namespace Nuke.Common;

/// <summary>How much of the log is shown.</summary>
public enum Verbosity
{
    Verbose,
    Normal,
    Minimal,
    Quiet,
}
