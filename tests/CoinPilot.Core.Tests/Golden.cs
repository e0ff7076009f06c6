using Xunit;

namespace CoinPilot;

/// <summary>Files that hold what a text must be; <c>COINPILOT_WRITE_GOLDEN=1</c> writes them instead of comparing.</summary>
internal static class Golden
{
    public static string Root { get; } = FindRoot();

    /// <summary>Compares with the file at this path under the checkout.</summary>
    public static void Matches(string path, string actual)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("COINPILOT_WRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{path} is missing. To write it: COINPILOT_WRITE_GOLDEN=1 dotnet test --project tests/CoinPilot.Core.Tests");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CoinPilot.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No CoinPilot.sln above {AppContext.BaseDirectory}.");
    }
}
