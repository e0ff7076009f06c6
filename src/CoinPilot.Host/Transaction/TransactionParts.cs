using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Watching;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What the verbs of a transaction share, for one app.</summary>
internal sealed class TransactionParts
{
    public TransactionParts(HostParts host, VerbContext context)
    {
        Host = host;
        Context = context;
        Places = Effective(host.Files, AppPlaces.Of(context.Scope), context.Scope.Unit.Length > 0);
        Installed = new(host.Files, Places);
        Shelf = new(host.Files, Places);
        Tags = new(Shelf, Places);
        DropIns = new(host.Files, Places);
        Unit = new(host, Places, context);
        Journal = new(host, Places, context.Scope);
        Lock = new(host, Places);
        Timer = new(host, Places);
    }

    public HostParts Host { get; }

    public VerbContext Context { get; }

    public AppPlaces Places { get; }

    public InstalledUnit Installed { get; }

    public ReleaseShelf Shelf { get; }

    public ReleaseTags Tags { get; }

    public DropIns DropIns { get; }

    public UnitControl Unit { get; }

    public HostJournal Journal { get; }

    public AppLock Lock { get; }

    public RevertTimer Timer { get; }

    /// <summary>The switch that is not confirmed; null when none is. Throws <see cref="VerbFailedException"/> on one that can't be read.</summary>
    public PendingFile? Pending
    {
        get
        {
            try
            {
                return Host.Files.ReadText(Places.Pending) is { } text ? PendingFile.Parse(text) : null;
            }
            catch (FormatException error)
            {
                throw new VerbFailedException(
                    FailureKind.Failed, $"{Places.Pending} can't be read: {error.Message}", $"look at it and at {Places.Old}, put the unit back by hand, remove it", error);
            }
        }
    }

    /// <summary>What is seen of a project's containers while they are changed.</summary>
    public ServingNotes Serving(string project) => new(Host, Places, project, Context.WarnAsync);

    /// <summary>The same for another unit.</summary>
    public TransactionParts For(string unit) => new(Host, Context with { Scope = Context.Scope with { Unit = unit } });

    public string Look => Commands.Anywhere("Status", Places.App.Text);

    public string Undo => Commands.Anywhere("RevertOnFailure", Places.App.Text);

    /// <summary>Throws (2) when what is pending is of another unit than the one that was given.</summary>
    public void DemandSameUnit(PendingFile pending)
    {
        if (pending.Unit.Length > 0 && pending.Unit != Places.Unit)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"what is pending on this host is of the unit {pending.Unit}, not of {Places.Unit}", $"give --unit-name {pending.Unit}");
        }
    }

    /// <summary>Throws (30) while a switch is not confirmed.</summary>
    public void DemandNothingPending()
    {
        if (Pending is { } pending)
        {
            throw new VerbFailedException(
                FailureKind.Conflict,
                $"a switch to {pending.New} by {pending.By} is pending on this host, until {pending.Until.UtcDateTime:HH:mm:ss} UTC",
                $"wait until then, or undo it now: {Undo}");
        }
    }

    // Whoever asks without naming the unit means the one that the last switch was of.
    private static AppPlaces Effective(IHostFiles files, AppPlaces places, bool isGiven)
    {
        if (isGiven)
        {
            return places;
        }

        var noted = new[] { places.Pending, $"{places.Base}/unit-name" }
            .Select(path => files.ReadText(path) is { } text ? ConfFile.Parse(text)["unit"] : null).FirstOrDefault(name => name is { Length: > 0 });
        return noted is null ? places : places with { Unit = noted };
    }
}
