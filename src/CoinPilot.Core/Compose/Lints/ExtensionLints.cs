namespace CoinPilot.Compose.Lints;

/// <summary>What is said to us in a Compose file and means nothing.</summary>
internal static class ExtensionLints
{
    public static readonly ComposeLint Unknown = new(
        "unknown-x-coinpilot", Severity.Error, "`x-coinpilot` has the keys `allow` and, at a service, `gate`: required, warn or ignore; `probe`: an http address, a tcp port or a command; `one-shot`: once-per-release; `update`: stop-first or start-first; `single` and `shared-volumes`: true or false.", Find);

    private static IEnumerable<LintFinding> Find(ComposeProject project) =>
        project.ExtensionFaults.Select(fault => Finding(fault, null))
            .Concat(project.Services.Concat(project.DisabledServices).SelectMany(service => service.ExtensionFaults.Select(fault => Finding(fault, service))));

    private static LintFinding Finding(ExtensionFault fault, ComposeService? service) => new(fault.At, fault.Message, fault.Fix, service);
}
