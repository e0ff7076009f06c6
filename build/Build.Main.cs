using CoinPilot.CommandLine;
using Nuke.Common;

/// <summary>The pipeline's targets and parameters. They wire; CoinPilot.Client decides.</summary>
internal sealed partial class Build : NukeBuild
{
    /// <summary>Nothing of the engine may be touched before the launcher has checked the arguments and bound the environment.</summary>
    public static int Main(string[] arguments) => Launcher.Run(typeof(Build), arguments, () => Execute<Build>());

    protected override void OnBuildInitialized() => Launcher.ForgetEnvironment(typeof(Build));
}
