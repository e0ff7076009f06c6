using System.Reflection;

namespace CoinPilot.CommandLine;

/// <summary>What --version prints.</summary>
internal static class VersionText
{
    public static string Of(Type build)
    {
        var engine = build.BaseType!.Assembly.GetName();
        var isStandIn = engine.Name == build.Assembly.GetName().Name;
        return $"CoinPilot {Informational(typeof(ExitStatus).Assembly)} on {(isStandIn ? "the offline engine" : $"NUKE {Informational(build.BaseType.Assembly)}")}";
    }

    private static string Informational(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
