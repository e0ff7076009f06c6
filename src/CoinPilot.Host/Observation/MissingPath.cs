namespace CoinPilot.Agent.Observation;

/// <summary>What to do about a path that a service mounts and that is not there.</summary>
internal static class MissingPath
{
    // An object that lacks something is sent again only when the whole of it is away.
    public static string MendOf(AppPlaces places, string path)
    {
        var objects = $"{places.Objects}/";
        return path.StartsWith(objects, StringComparison.Ordinal)
            ? $"sudo rm -rf {objects}{path[objects.Length..].Split('/')[0]}, then {Commands.DeployUnit} --force"
            : "put it there, or correct the Compose file";
    }
}
