using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Installation;

/// <summary>The versions of the agent that lie on the host, and the link to the one that people and units call.</summary>
/// <param name="own">The version that runs.</param>
internal sealed class AgentShelf(IHostFiles files, string own, IHostClock clock)
{
    // Clients of several versions may take turns: each would bring its own again.
    private const int Kept = 3;

    // A copy that never arrived.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>The link leads to the version that runs. Where it can't be made that is said: the line of the unit that calls it may fail.</summary>
    public async Task LinkAsync(VerbContext context)
    {
        if (files.Entry(AgentPlaces.Link)?.LinkTarget == own)
        {
            return;
        }

        try
        {
            var part = $"{AgentPlaces.Link}.part";
            files.MakeFolder(Path.GetDirectoryName(part)!, DurableFiles.Public | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            files.Remove(part);
            files.Link(part, own);
            files.Rename(part, AgentPlaces.Link);
            files.SyncFolderOf(AgentPlaces.Link);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await context.WarnAsync($"{AgentPlaces.Link} could not be made ({error.Message}): the unit's first line, which sweeps after a power cut, does nothing, and there is no sudo coinpilot").ConfigureAwait(false);
        }
    }

    /// <summary>Takes away the versions that nothing on this host can call any more (D014).</summary>
    public void Prune()
    {
        var folders = files.List(AgentPlaces.Folder).Where(folder => files.Entry(folder)?.Kind == FileKind.Folder).ToArray();
        foreach (var left in folders.Where(folder => Path.GetFileName(folder)[0] == '.' && Age(folder) > Abandoned))
        {
            files.RemoveTree(left);
        }

        var needed = Needed();
        foreach (var old in folders.Where(folder => Path.GetFileName(folder)[0] != '.').OrderBy(Age).Skip(Kept).Where(folder => !needed.Contains(folder, StringComparison.Ordinal)))
        {
            files.RemoveTree(old);
        }
    }

    private TimeSpan Age(string folder) => files.Entry(folder) is { } entry ? clock.Now - entry.ModifiedAt : TimeSpan.MaxValue;

    // Whatever names a version: the link, switches that are pending, guards, timers and jobs.
    private string Needed() => string.Join('\n',
    [
        own,
        files.Entry(AgentPlaces.Link)?.LinkTarget ?? "",
        .. files.List(HostLayout.Storage).Select(app => files.ReadText($"{app}/pending") ?? ""),
        .. new[] { AppPlaces.UnitFolder, "/run/systemd/transient" }.SelectMany(folder => files.List(folder))
            .Where(path => path.EndsWith(".service", StringComparison.Ordinal)).Select(path => files.ReadText(path) ?? ""),
    ]);
}
