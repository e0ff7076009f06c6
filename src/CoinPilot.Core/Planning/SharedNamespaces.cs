using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace CoinPilot.Planning;

/// <summary>
/// Services that share the network, the processes or the memory of another one. Compose compares what it wrote to a
/// container, with the other container's id in the place of the service (docker/compose, pkg/compose/create.go).
/// </summary>
public static class SharedNamespaces
{
    private const string Prefix = "service:";

    /// <summary>The services whose namespaces others share.</summary>
    /// <param name="json">A project as Compose says it.</param>
    public static ImmutableSortedSet<string> In(string json) => [.. Spots(Encoding.UTF8.GetBytes(json)).Select(spot => spot.Service)];

    /// <summary>The same project with ids in their places, and otherwise as it was written.</summary>
    /// <param name="ids">Service → container; a service without one stays.</param>
    public static string Resolved(string json, ImmutableDictionary<string, string> ids)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        StringBuilder resolved = new();
        var done = 0;
        foreach (var (start, length, service) in Spots(bytes).Where(spot => ids.ContainsKey(spot.Service)))
        {
            resolved.Append(Encoding.UTF8.GetString(bytes, done, start - done)).Append($"\"container:{ids[service]}\"");
            done = start + length;
        }

        return resolved.Append(Encoding.UTF8.GetString(bytes, done, bytes.Length - done)).ToString();
    }

    // services.NAME.network_mode, .ipc and .pid; a string's place includes its quotes.
    private static ImmutableArray<(int Start, int Length, string Service)> Spots(byte[] json)
    {
        var spots = ImmutableArray.CreateBuilder<(int, int, string)>();
        List<string> path = [];
        Utf8JsonReader reader = new(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                // Within a list no key is added to the path.
                path.RemoveRange(Math.Min(reader.CurrentDepth - 1, path.Count), path.Count - Math.Min(reader.CurrentDepth - 1, path.Count));
                path.Add(reader.GetString()!);
            }
            else if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth == 3 && path is ["services", _, "network_mode" or "ipc" or "pid"]
                && reader.GetString() is { } text && text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                spots.Add(((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex), text[Prefix.Length..]));
            }
        }

        return spots.ToImmutable();
    }
}
