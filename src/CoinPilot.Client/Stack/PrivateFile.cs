namespace CoinPilot.Stack;

/// <summary>A file that is made for its owner alone: it may hold digests, and a digest tells a short secret to whoever tries all of them.</summary>
public static class PrivateFile
{
    /// <summary>One that is there already keeps its permissions: whoever made it has chosen them.</summary>
    public static void Write(string path, string text)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, options);
        writer.Write(text);
    }
}
