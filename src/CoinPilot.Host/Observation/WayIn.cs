using System.Collections.Immutable;
using System.Net;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Observation;

/// <summary>
/// The addresses that whoever started this process came from: the far ends of the connections that its parents hold. An
/// agent starts without the login's environment (D034), so nothing else says it.
/// </summary>
internal static class WayIn
{
    private const int MostParents = 64;
    private const string Socket = "socket:[";

    public static ImmutableArray<IPAddress> Of(IHostFiles files)
    {
        HashSet<string> sockets = [];
        var process = "self";
        for (var at = 0; at < MostParents && process is not ("0" or "1"); at++)
        {
            foreach (var link in files.List($"/proc/{process}/fd").Select(path => files.Entry(path)?.LinkTarget).OfType<string>().Where(link => link.StartsWith(Socket, StringComparison.Ordinal)))
            {
                sockets.Add(link[Socket.Length..^1]);
            }

            // pid (name) state parent …; a name may hold anything, also a bracket.
            var stat = files.ReadText($"/proc/{process}/stat") ?? "";
            process = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "0";
        }

        return sockets.Count == 0 ? [] : [.. ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).SelectMany(table => ConnectionPeers.Of(files.ReadText(table) ?? "", sockets)).Distinct()];
    }
}
