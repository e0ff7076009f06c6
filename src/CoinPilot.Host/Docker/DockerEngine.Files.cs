using System.Formats.Tar;
using CoinPilot.Compose.Scripts;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    public async Task<ContainerFile?> FileAsync(string id, string path, CancellationToken ct)
    {
        ContainerFile? file = null;
        await AnswerAsync("GET", $"containers/{Uri.EscapeDataString(id)}/archive?path={Uri.EscapeDataString(path)}", async call =>
        {
            await using TarReader archive = new(call.Body);
            if (await archive.GetNextEntryAsync(copyData: false, ct).ConfigureAwait(false) is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile } entry)
            {
                var bytes = new byte[FirstLine.Length];
                var read = entry.DataStream is { } content ? await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false) : 0;
                file = new(entry.Mode, bytes[..read]);
            }
        }, Bound, ct).ConfigureAwait(false);
        return file;
    }
}
