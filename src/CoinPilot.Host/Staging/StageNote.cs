using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Staging;

/// <summary>Who holds the lock of staging, for those who ask; it counts as long as the lock is held.</summary>
internal sealed class StageNote : IDisposable
{
    private readonly IHostFiles files;
    private readonly string path;

    private StageNote(IHostFiles files, string path) => (this.files, this.path) = (files, path);

    /// <summary>Under the lock, from now until it is disposed of.</summary>
    public static StageNote Write(TransactionParts parts)
    {
        var scope = parts.Context.Scope;
        var path = parts.Places.Staging;
        try
        {
            parts.Host.Files.Write(path, Encoding.UTF8.GetBytes(new StageAtWork(scope.By, scope.From, parts.Host.Clock.Now).ToString()), DurableFiles.Private);
        }
        catch (IOException)
        {
            // Where /run is full nobody is told who; the lock holds all the same.
        }

        return new(parts.Host.Files, path);
    }

    /// <summary>Null where nobody stages. A note whose writer was killed lies there and counts no more.</summary>
    public static StageAtWork? Read(IHostFiles files, AppPlaces places)
    {
        if (files.ReadText(places.Staging) is not { } text)
        {
            return null;
        }

        using var free = files.TryLock(places.StageLockFile);
        return free is null ? StageAtWork.Parse(text) : null;
    }

    /// <summary>Why a lock that is held is not to be had.</summary>
    public static VerbFailedException Refusal(TransactionParts parts) => new(
        FailureKind.Conflict,
        $"another release of {parts.Places.App} is being staged on this host{(Read(parts.Host.Files, parts.Places) is { } one ? $", {one.Who(at => $"{at.UtcDateTime:HH:mm:ss} UTC")}" : "")}",
        "wait for it to end, then run the command again; with --wait 10m it waits by itself");

    public void Dispose() => files.Remove(path);
}
