using CoinPilot.Notifications;
using CoinPilot.Stack;

namespace CoinPilot.Options;

/// <summary>The file that <c>--notify-file</c> names. It holds addresses that are secrets: no message quotes them.</summary>
internal static class NotifyFileInput
{
    /// <summary>Its bytes, once nothing is wrong with it. Throws <see cref="DeploymentException"/> (exit 2).</summary>
    public static byte[] Read(string path)
    {
        byte[] content;
        try
        {
            content = SmallFile.Read(path, NotifySettings.MostBytes) ?? throw Refused(path, $"is longer than {NotifySettings.MostBytes / 1024} KiB, which none is");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, $"can't be read: {error.Message}");
        }

        var troubles = NotifySettings.Parse(SmallFile.Decode(content)).Troubles;
        return troubles.IsEmpty ? content : throw Refused(path, $"is no notify.json:\n{string.Join('\n', troubles)}\n→ docs/runbooks/notifications.md says what is in one");
    }

    private static DeploymentException Refused(string path, string why) => new($"--notify-file {path} {why}", FailureKind.BadInput);
}
