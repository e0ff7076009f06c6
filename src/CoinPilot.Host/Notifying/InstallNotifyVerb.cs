using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Notifications;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Notifying;

/// <summary>The host's <c>notify.json</c> from now on, 0600: it holds addresses that are secrets. The same again leaves it as it is.</summary>
internal sealed class InstallNotifyVerb(TransactionParts parts)
{
    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;

    private readonly IHostFiles files = parts.Host.Files;

    public async Task<InstallNotifyAnswer> RunAsync(CancellationToken ct)
    {
        if (parts.Context.Payload is not { Length: <= NotifySettings.MostBytes } payload)
        {
            throw Refused($"no notify.json came with the request, or one that is longer than {NotifySettings.MostBytes / 1024} KiB");
        }

        var content = new byte[payload.Length];
        await payload.Content.ReadExactlyAsync(content, ct).ConfigureAwait(false);
        var (settings, troubles) = NotifySettings.Parse(Encoding.UTF8.GetString(content));
        if (settings is null)
        {
            throw Refused(string.Join("; ", troubles));
        }

        var path = parts.Places.NotifyFile;
        var isChanged = !content.AsSpan().SequenceEqual(files.Read(path)) || new NotifyFile(files, parts.Places).Read().Trouble is not null;
        if (isChanged)
        {
            files.MakeFolder(Path.GetDirectoryName(path)!, FolderMode);
            files.Put(path, content, DurableFiles.Private);
        }

        return new(path, isChanged, [.. settings.Receivers.Select(receiver => receiver.Label)]);
    }

    private static VerbFailedException Refused(string why) => new(FailureKind.BadInput, $"notify.json is refused: {why}", "mend the file that --notify-file names");
}
