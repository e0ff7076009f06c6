using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>A target's factory: <c>Target Name => _ => _.Executes(…)</c>.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);

/// <summary>What a target can say of itself; every call returns the same definition.</summary>
public interface ITargetDefinition
{
    ITargetDefinition Description(string description);

    ITargetDefinition Executes(params Action[] actions);

    ITargetDefinition Executes<T>(Func<T> action);

    ITargetDefinition Executes(Func<Task> action);

    ITargetDefinition DependsOn(params Target[] targets);

    ITargetDefinition DependentFor(params Target[] targets);

    ITargetDefinition Before(params Target[] targets);

    ITargetDefinition After(params Target[] targets);

    ITargetDefinition Triggers(params Target[] targets);

    ITargetDefinition TriggeredBy(params Target[] targets);

    ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    ITargetDefinition AssuredAfterFailure();

    ITargetDefinition ProceedAfterFailure();

    ITargetDefinition Unlisted();
}
