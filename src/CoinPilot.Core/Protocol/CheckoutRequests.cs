using System.Collections.Immutable;

namespace CoinPilot.Protocol;

/// <summary>What a stack's folder on the host holds; its files are read with the rights of its owner.</summary>
public sealed record CheckoutRequest(string Folder, ImmutableArray<CheckoutQuestion> Questions) : AgentRequest<CheckoutAnswer>
{
    public const string Name = "checkout";

    public override string Verb => Name;
}

/// <summary>What is asked of one path.</summary>
/// <param name="Dockerfile">Of a context: a path in it that no rule leaves out; null for none.</param>
/// <param name="Rules">Of a context: what .dockerignore leaves out; else empty.</param>
public sealed record CheckoutQuestion(CheckoutKind Kind, string Path, string? Dockerfile = null, string Rules = "");

public enum CheckoutKind
{
    /// <summary>A file's bytes.</summary>
    Read,

    /// <summary>Whether there is a file or a folder.</summary>
    Stat,

    /// <summary>The sha256 of a file alone, whose content is not to leave the host.</summary>
    Sum,

    /// <summary>Commit, and what differs from it.</summary>
    Git,

    /// <summary>The YAML files in a folder.</summary>
    Names,

    /// <summary>The digest of everything below a path.</summary>
    Tree,
}

/// <summary>The answers, by kind, each kind in the order of its questions.</summary>
public sealed record CheckoutAnswer
{
    public ImmutableArray<PathContent> Files { get; init; } = [];

    public ImmutableArray<PathKind> Kinds { get; init; } = [];

    /// <summary>sha256 of each file; <c>-</c> where there is none.</summary>
    public ImmutableArray<string> Sums { get; init; } = [];

    /// <summary>The digest of each tree; <c>-</c> where there is none, <c>?</c> where it could not be read whole.</summary>
    public ImmutableArray<string> Trees { get; init; } = [];

    public GitState? Git { get; init; }

    public ImmutableArray<string> Names { get; init; } = [];
}

/// <param name="Kind">file, folder, other or missing.</param>
public sealed record PathKind(string Path, string Kind);

/// <param name="Bytes">Null for what is no file.</param>
public sealed record PathContent(string Path, string Kind, ReadOnlyMemory<byte>? Bytes);

/// <summary>What git says of a folder.</summary>
/// <param name="Commit">Null when it is no checkout that could be read; <paramref name="Trouble"/> says why.</param>
/// <param name="Changes">How many files differ from the commit, the first few of them in <paramref name="Changed"/>.</param>
public sealed record GitState(string? Commit, string Trouble, int Changes, ImmutableArray<string> Changed);

/// <summary>What of a checkout is not what a release was made from.</summary>
public sealed record CheckoutSinceRequest(string Release) : AgentRequest<CheckoutSinceAnswer>
{
    public const string Name = "checkout-since";

    public override string Verb => CheckoutRequest.Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release)];
}

public sealed record CheckoutSinceAnswer(ImmutableArray<CheckoutChange> Changes);

/// <summary>A path of a checkout that is not what a release was made from.</summary>
/// <param name="Use">What the release uses it for, in <c>CheckoutFile</c>'s word.</param>
public sealed record CheckoutChange(string Use, string Path, bool IsGone)
{
    public override string ToString() => IsGone ? $"{Path} (gone)" : Path;
}
