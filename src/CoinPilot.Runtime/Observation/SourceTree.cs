using CoinPilot.Compose;

namespace CoinPilot.Observation;

/// <summary>The files of this machine, as the Compose reader asks for them.</summary>
public sealed class SourceTree : IComposeFiles
{
    public byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    public bool FileExists(string path) => File.Exists(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);
}
