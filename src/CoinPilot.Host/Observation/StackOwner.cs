using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Observation;

/// <summary>Whose stack it is that is installed.</summary>
internal enum StackOwner
{
    /// <summary>No unit.</summary>
    None,

    /// <summary>A release's, or one whose removal was begun.</summary>
    Ours,

    /// <summary>Of a unit that we did not make.</summary>
    Foreign,
}

internal static class StackOwners
{
    public static StackOwner Of(IHostFiles files, AppPlaces places) => new InstalledUnit(files, places).Current switch
    {
        "foreign" => StackOwner.Foreign,
        "none" => files.IsFile(places.Removing) ? StackOwner.Ours : StackOwner.None,
        _ => StackOwner.Ours,
    };
}
