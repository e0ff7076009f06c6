using System.Diagnostics;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>Keys made by ssh-keygen.</summary>
public static class KeyGen
{
    public static async Task MakeAsync(string path, string type, string passphrase = "", params string[] more)
    {
        string[] size = type == "rsa" ? ["-b", "2048"] : [];
        await RunAsync(["-q", "-t", type, .. size, "-N", passphrase, "-C", "test", "-f", path, .. more]);
    }

    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"ssh-keygen {string.Join(' ', arguments)}: {error}");
    }
}
