using System.Text;
using CoinPilot.Compose;

namespace CoinPilot;

/// <summary>The stack in deploy/cloud/oci, read with its example of an env file.</summary>
internal static class ProductionStack
{
    public static ComposeReading Read(Func<string, string> fill)
    {
        var folder = Path.Combine(Golden.Root, "deploy/cloud/oci");
        var example = Path.Combine(folder, ".env.example");

        return ComposeReader.Read(new([folder + "/docker-compose.prod.yml"], folder, example), new WithEnv(example, fill(File.ReadAllText(example))));
    }

    private sealed class WithEnv(string path, string text) : IComposeFiles
    {
        public byte[]? Read(string file) => file == path ? Encoding.UTF8.GetBytes(text) : File.Exists(file) ? File.ReadAllBytes(file) : null;

        public bool FileExists(string file) => File.Exists(file);

        public bool DirectoryExists(string folder) => Directory.Exists(folder);
    }
}
