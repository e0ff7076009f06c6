using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Reads the targets of a build and links them.</summary>
internal static class TargetFactory
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<ExecutableTarget> Create(NukeBuild build, IEnumerable<Target> defaults)
    {
        Target[] defaultFactories = [.. defaults];
        List<ExecutableTarget> targets = [];
        foreach (var property in build.GetType().GetProperties(Instance).Where(x => x.PropertyType == typeof(Target)))
        {
            var factory = (Target)property.GetValue(build)!;
            TargetDefinition definition = new();
            factory(definition);
            targets.Add(new(property.Name, factory, definition, defaultFactories.Contains(factory)));
        }

        foreach (var target in targets)
        {
            Link(target, targets);
        }

        return targets;
    }

    private static void Link(ExecutableTarget target, List<ExecutableTarget> targets)
    {
        target.ExecutionDependencies.AddRange(Related(x => x.DependsOnTargets, x => x.DependentForTargets));
        target.OrderDependencies.AddRange(Related(x => x.AfterTargets, x => x.BeforeTargets));
        target.TriggerDependencies.AddRange(Related(x => x.TriggeredByTargets, x => x.TriggersTargets));
        target.Triggers.AddRange(Related(x => x.TriggersTargets, x => x.TriggeredByTargets));
        if (target.AllDependencies.Concat(target.Triggers).Contains(target))
        {
            throw new InvalidOperationException($"Target '{target.Name}' cannot have a dependency on itself");
        }

        // A target is known by its factory: two reads of the property give equal delegates, not the same one.
        IEnumerable<ExecutableTarget> Related(Func<TargetDefinition, List<Target>> own, Func<TargetDefinition, List<Target>> others) =>
        [
            .. own(target.Definition).Select(x => targets.Single(y => y.Factory == x)),
            .. targets.Where(x => x != target && others(x.Definition).Contains(target.Factory)),
        ];
    }
}
