using CoinPilot.Transport;

namespace CoinPilot.Harness;

/// <summary>The agent of the checkout that is tested, published once for all tests.</summary>
internal static class PublishedAgent
{
    /// <summary>The paths that it is made from.</summary>
    public static readonly string[] Sources = ["src", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    private static readonly Lock Gate = new();
    private static bool isDone;

    public static void Ensure(string project)
    {
        lock (Gate)
        {
            if (!isDone)
            {
                _ = new AgentPublisher(project, Console.Error.WriteLine).GetAsync("x86_64", CancellationToken.None).GetAwaiter().GetResult();
                isDone = true;
            }
        }
    }
}
