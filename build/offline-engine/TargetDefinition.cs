using System.Text.RegularExpressions;

namespace Nuke.Common.Execution;

/// <summary>What one target said of itself, before the targets are linked.</summary>
internal sealed partial class TargetDefinition : ITargetDefinition
{
    public string? Text { get; private set; }

    public bool Listed { get; private set; } = true;

    public bool Assured { get; private set; }

    public bool Proceeds { get; private set; }

    public List<Action> Actions { get; } = [];

    public List<TargetCondition> StaticConditions { get; } = [];

    public List<TargetCondition> DynamicConditions { get; } = [];

    public List<Target> DependsOnTargets { get; } = [];

    public List<Target> DependentForTargets { get; } = [];

    public List<Target> BeforeTargets { get; } = [];

    public List<Target> AfterTargets { get; } = [];

    public List<Target> TriggersTargets { get; } = [];

    public List<Target> TriggeredByTargets { get; } = [];

    public ITargetDefinition Description(string description) => With(() => Text = description);

    public ITargetDefinition Executes(params Action[] actions) => With(() => Actions.AddRange(actions));

    public ITargetDefinition Executes<T>(Func<T> action) => With(() => Actions.Add(() => action()));

    public ITargetDefinition Executes(Func<Task> action) => With(() => Actions.Add(() => action().GetAwaiter().GetResult()));

    public ITargetDefinition DependsOn(params Target[] targets) => With(() => DependsOnTargets.AddRange(targets));

    public ITargetDefinition DependentFor(params Target[] targets) => With(() => DependentForTargets.AddRange(targets));

    public ITargetDefinition Before(params Target[] targets) => With(() => BeforeTargets.AddRange(targets));

    public ITargetDefinition After(params Target[] targets) => With(() => AfterTargets.AddRange(targets));

    public ITargetDefinition Triggers(params Target[] targets) => With(() => TriggersTargets.AddRange(targets));

    public ITargetDefinition TriggeredBy(params Target[] targets) => With(() => TriggeredByTargets.AddRange(targets));

    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, string? conditionExpression = null) =>
        With(() => StaticConditions.Add(new(Body(conditionExpression), condition)));

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, string? conditionExpression = null) =>
        With(() => DynamicConditions.Add(new(Body(conditionExpression), condition)));

    public ITargetDefinition AssuredAfterFailure() => With(() => Assured = true);

    public ITargetDefinition ProceedAfterFailure() => With(() => Proceeds = true);

    public ITargetDefinition Unlisted() => With(() => Listed = false);

    private TargetDefinition With(Action change)
    {
        change();
        return this;
    }

    private static string Body(string? expression) => LambdaHead().Replace(expression ?? "condition", "").Trim();

    [GeneratedRegex(@"^\s*\(\s*\)\s*=>")]
    private static partial Regex LambdaHead();
}

/// <summary>A condition and the C# text that the summary shows for it.</summary>
internal sealed record TargetCondition(string Text, Func<bool> Holds);
