namespace CoinPilot.Hosts;

/// <summary>Where the agent lies on a host, for all apps alike.</summary>
public static class AgentPlaces
{
    /// <summary>A folder for each version, which its sha256 names.</summary>
    public const string Folder = "/usr/local/lib/coinpilot";

    /// <summary>The agent that people and the stack's units call: a link to the one that switched last (D014).</summary>
    public const string Link = "/usr/local/bin/coinpilot";

    public static string ProgramOf(string digest) => $"{Folder}/{digest}/coinpilot";
}
