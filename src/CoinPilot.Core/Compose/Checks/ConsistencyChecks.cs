namespace CoinPilot.Compose.Checks;

/// <summary>Every check of the enabled services, in the order in which Compose makes them.</summary>
internal static class ConsistencyChecks
{
    private static readonly Action<ProjectView, ServiceView, Findings>[] OfServices =
    [
        ServiceChecks.HasSource,
        ServiceChecks.OneDockerfile,
        ReferenceChecks.AdditionalContexts,
        ServiceChecks.PlatformIsBuilt,
        ServiceChecks.NetworkModeAlone,
        ReferenceChecks.Networks,
        ServiceChecks.HealthTest,
        ReferenceChecks.DependsOn,
        ReferenceChecks.Volumes,
        ReferenceChecks.FileObjects,
        ReferenceChecks.Models,
        LimitChecks.Scale,
        LimitChecks.Resources,
        MountChecks.WatchTarget,
        MountChecks.Targets,
    ];

    public static void Run(ProjectView project, Findings findings)
    {
        foreach (var service in project.Services)
        {
            foreach (var check in OfServices)
            {
                check(project, service, findings);
            }
        }
        ServiceChecks.SecretSources(project, findings);
        ServiceChecks.ContainerNames(project, findings);
        CycleCheck.Run(project, findings);
    }
}
