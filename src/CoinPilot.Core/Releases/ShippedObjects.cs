using System.Collections.Immutable;

namespace CoinPilot.Releases;

/// <summary>A packed object: its digest, and the file name inside it when it holds one file (else empty).</summary>
/// <param name="InPlace">The absolute path of what does not travel, because the stack lies on the host; else null.</param>
public sealed record ShippedObject(string Digest, string FileName, string? InPlace = null)
{
    /// <summary>The absolute path on the host that stands for the shipped path.</summary>
    public string PathOn(HostLayout layout) => InPlace ?? (FileName.Length == 0 ? layout.ObjectPath(Digest) : $"{layout.ObjectPath(Digest)}/{FileName}");
}

/// <summary>The objects of a release by the path they were packed from.</summary>
public sealed record ShippedObjects(ImmutableDictionary<(string LocalPath, ShippedUse Use), ShippedObject> ByPath)
{
    public static readonly ShippedObjects None = new(ImmutableDictionary<(string, ShippedUse), ShippedObject>.Empty);

    public ShippedObject Of(string localPath, ShippedUse use) => ByPath[(localPath, use)];
}
