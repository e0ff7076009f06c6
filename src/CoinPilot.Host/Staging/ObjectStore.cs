using System.Security.Cryptography;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;

namespace CoinPilot.Agent.Staging;

/// <summary>Shipped content by its digest, where no other user of the host reads that.</summary>
/// <remarks>
/// Everybody may read in /proc where a container's mounts come from: content lies under a name that says nothing, and its
/// digest is a link to it, which a mount does not show (D032).
/// </remarks>
internal sealed class ObjectStore(IHostFiles files, AppPlaces places)
{
    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;

    /// <summary>An older program put content under its digest.</summary>
    public bool HasOld => Old().Any();

    public bool Has(string digest) => files.IsFolder(PathOf(digest));

    /// <summary>The folder is the content of that digest from now on; the digest's own entry is not synced yet.</summary>
    public void Put(string folder, string digest)
    {
        files.SyncAll(folder);
        MakeStore();
        var name = NewName();
        files.Rename(folder, $"{places.Store}/{name}");
        files.SyncFolder(places.Store);
        files.Remove(PathOf(digest)); // a link that leads nowhere
        files.Link(PathOf(digest), $"../store/{name}");
    }

    public void Sync() => files.SyncFolder(places.Objects);

    /// <summary>
    /// What an older program put under its digest goes the same way. A container that runs keeps its mount, and /proc shows the
    /// new name of it. A crash before the exchange leaves a link to itself in the store, which is pruned as whatever no object
    /// leads to.
    /// </summary>
    public async Task HideOldAsync(VerbContext context)
    {
        try
        {
            HideOld();
        }
        catch (IOException error)
        {
            await context.WarnAsync(
                $"other users of this host may read in /proc the digests of what an older program has shipped: it could not be moved to {places.Store}: {error.Message}").ConfigureAwait(false);
        }
    }

    private void HideOld()
    {
        var old = Old().ToArray();
        foreach (var path in old)
        {
            MakeStore();
            var name = NewName();
            var place = $"{places.Store}/{name}";
            files.Link(place, $"../store/{name}");
            try
            {
                files.Exchange(path, place);
            }
            catch (IOException)
            {
                files.Remove(place);
                throw;
            }
        }

        if (old.Length > 0)
        {
            files.SyncFolder(places.Store);
            files.SyncFolder(places.Objects);
        }
    }

    private IEnumerable<string> Old() => files.List(places.Objects).Where(path => Path.GetFileName(path)[0] != '.' && files.Entry(path)?.Kind == FileKind.Folder);

    // What is in it can't outlive a power cut that takes the folder itself.
    private void MakeStore()
    {
        if (!files.IsFolder(places.Store))
        {
            files.MakeFolder(places.Store, FolderMode);
            files.SyncFolderOf(places.Store);
        }
    }

    private string PathOf(string digest) => $"{places.Objects}/{digest}";

    private static string NewName() => RandomNumberGenerator.GetHexString(8, lowercase: true);
}
