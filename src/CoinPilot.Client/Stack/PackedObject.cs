namespace CoinPilot.Stack;

/// <summary>A canonical tar on this machine's disk, named by its sha256.</summary>
/// <param name="FileName">The one file inside, or empty for a folder.</param>
public sealed record PackedObject(string Digest, string FileName, string TarPath, long Length);
