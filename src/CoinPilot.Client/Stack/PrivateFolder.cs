namespace CoinPilot.Stack;

/// <summary>A folder that only its owner may look into: what is packed may hold secrets.</summary>
public static class PrivateFolder
{
    public static void Create(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
