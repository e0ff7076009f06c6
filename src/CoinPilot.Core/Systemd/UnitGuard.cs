namespace CoinPilot.Systemd;

/// <summary>Whether a unit, whoever made it, starts its stack without asking a registry first.</summary>
public static class UnitGuard
{
    /// <summary>A pull that fails keeps the stack down: the bug that this project exists for.</summary>
    public static bool IsMissing(string unitText)
    {
        try
        {
            return UnitFile.Parse(unitText).Arguments("Service", "ExecStartPre")
                .Any(command => !command.FailureIgnored && ComposeLine.Of(command) is { Verb: "pull" });
        }
        catch (FormatException)
        {
            // systemd ignores a line that it can't read.
            return false;
        }
    }
}
