using System.Collections.Immutable;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Stack;

/// <summary>What the host's half is to look at in a checkout.</summary>
public sealed class CheckoutQuestions
{
    private readonly ImmutableArray<CheckoutQuestion>.Builder questions = ImmutableArray.CreateBuilder<CheckoutQuestion>();

    /// <summary>The checkout: its files are read with the rights of its owner.</summary>
    public required string Folder { get; init; }

    public bool IsEmpty => questions.Count == 0;

    /// <summary>One more question. Throws <see cref="DeploymentException"/> (exit 2) on a path that a release's own list cannot hold.</summary>
    public CheckoutQuestions Ask(CheckoutKind kind, string path, string? dockerfile = null, string rules = "")
    {
        if (!CheckoutFile.CanHold(path + dockerfile))
        {
            throw new DeploymentException($"The path '{path}' holds a tab or a line break; such a path cannot be used from a checkout. Rename it.", FailureKind.BadInput);
        }

        questions.Add(new(kind, path, dockerfile, rules));
        return this;
    }

    public CheckoutRequest ToRequest() => CheckoutFile.CanHold(Folder)
        ? new(Folder, questions.ToImmutable())
        : throw new DeploymentException($"The path '{Folder}' holds a tab or a line break; such a path cannot be used as a checkout. Rename it.", FailureKind.BadInput);
}
