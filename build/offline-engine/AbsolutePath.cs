using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.IO;

/// <summary>The absolute path of a file or folder.</summary>
public sealed class AbsolutePath : IEquatable<AbsolutePath>
{
    private readonly string path;

    private AbsolutePath(string path) => this.path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    public string Name => Path.GetFileName(path);

    public string NameWithoutExtension => Path.GetFileNameWithoutExtension(path);

    public string Extension => Path.GetExtension(path);

    public AbsolutePath? Parent => Path.GetDirectoryName(path) is { } parent ? new(parent) : null;

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) =>
        path is null ? null
        : Path.IsPathRooted(path) ? new(path)
        : throw new ArgumentException($"Path '{path}' must be rooted", nameof(path));

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?.path;

    public static AbsolutePath operator /(AbsolutePath left, string? right) => new(Path.Combine(left.path, right ?? ""));

    public static AbsolutePath operator +(AbsolutePath left, string? right) => new(left.path + right);

    public static bool operator ==(AbsolutePath? left, AbsolutePath? right) => Equals(left, right);

    public static bool operator !=(AbsolutePath? left, AbsolutePath? right) => !Equals(left, right);

    public bool Equals(AbsolutePath? other) => other is not null && path == other.path;

    public override bool Equals(object? obj) => Equals(obj as AbsolutePath);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(path);

    public override string ToString() => path;
}
