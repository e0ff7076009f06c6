namespace CoinPilot.Runs;

/// <summary>A failure that the reporter has shown in full: the engine, which prints every exception, adds one line to it.</summary>
public sealed class ReportedException(DeploymentException reported)
    : DeploymentException(reported.Message.Split('\n', 2)[0], reported.Kind, reported)
{
    public override string ToString() => "The reason stands above.";
}
