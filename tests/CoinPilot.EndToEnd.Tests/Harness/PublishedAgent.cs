using CoinPilot.Transport;

namespace CoinPilot.Harness;

/// <summary>The agent of the checkout that is tested, published once for all tests.</summary>
internal static class PublishedAgent
{
    /// <summary>The paths that it is made from.</summary>
    public static readonly string[] Sources = ["src", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    /// <summary>The lab's hosts, as they say of themselves.</summary>
    public static readonly HostMachine Machine = HostMachine.Parse("x86_64 glibc 2.36");

    private static readonly Lock Gate = new();
    private static bool isDone;

    public static void Ensure(string project)
    {
        lock (Gate)
        {
            if (!isDone)
            {
                _ = new AgentPublisher(project, Console.Error.WriteLine).GetAsync(Machine, CancellationToken.None).GetAwaiter().GetResult();
                isDone = true;
            }
        }
    }
}
