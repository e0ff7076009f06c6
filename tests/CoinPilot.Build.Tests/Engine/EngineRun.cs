using Nuke.Common;
using Nuke.Common.Execution;

namespace CoinPilot.Engine;

/// <summary>One run of a build in this process, on a root of its own and without the machine's build server variables.</summary>
internal sealed class EngineRun : IDisposable
{
    private readonly Dictionary<string, string?> before = [];
    private readonly string oldRoot = NukeBuild.RootDirectory;

    public EngineRun(params (string Name, string? Value)[] environment)
    {
        Directory.CreateDirectory(Path.Combine(Root, ".nuke"));
        NukeBuild.RootDirectory = Root;
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("GITHUB_ACTIONS", null), ("TF_BUILD", null), ("GITLAB_CI", null), .. environment])
        {
            before.TryAdd(name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("coinpilot-engine-").FullName;

    public string Output { get; private set; } = "";

    public int Of<T>(params string[] arguments)
        where T : NukeBuild, new() => Of(new T(), arguments);

    public int Of(NukeBuild build, params string[] arguments)
    {
        var console = Console.Out;
        using StringWriter captured = new();
        Console.SetOut(captured);
        try
        {
            return BuildRunner.Run(build, [], arguments);
        }
        finally
        {
            Console.SetOut(console);
            Output = captured.ToString();
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        NukeBuild.RootDirectory = oldRoot;
        Directory.Delete(Root, recursive: true);
    }
}
