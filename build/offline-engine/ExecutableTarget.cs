using System.Diagnostics;

namespace Nuke.Common.Execution;

/// <summary>A target of the build, linked to the others.</summary>
public sealed class ExecutableTarget
{
    internal ExecutableTarget(string name, Target factory, TargetDefinition definition, bool isDefault)
    {
        Name = name;
        Factory = factory;
        Definition = definition;
        IsDefault = isDefault;
    }

    public string Name { get; }

    public ExecutionStatus Status { get; internal set; }

    internal Target Factory { get; }

    internal TargetDefinition Definition { get; }

    internal bool IsDefault { get; }

    internal bool Invoked { get; set; }

    internal Stopwatch Stopwatch { get; } = new();

    internal Dictionary<string, string> Summary { get; set; } = [];

    internal List<ExecutableTarget> ExecutionDependencies { get; } = [];

    internal List<ExecutableTarget> OrderDependencies { get; } = [];

    internal List<ExecutableTarget> TriggerDependencies { get; } = [];

    internal List<ExecutableTarget> Triggers { get; } = [];

    internal IEnumerable<ExecutableTarget> AllDependencies => [.. ExecutionDependencies, .. OrderDependencies, .. TriggerDependencies];
}
