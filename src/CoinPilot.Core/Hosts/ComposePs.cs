using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CoinPilot.Inspection;

namespace CoinPilot.Hosts;

/// <summary>What <c>docker compose ps --all --format json</c> says of a stack. It proves nothing; it is what people type.</summary>
/// <param name="Trouble">Why it could not be read; null when it could.</param>
public sealed record ComposePs(ImmutableArray<ComposePs.Container> Containers, string? Trouble)
{
    public static readonly ComposePs None = new([], null);

    /// <summary>One container, in Compose's words.</summary>
    public sealed record Container(string Service, string Name, string State, string Status, int ExitCode);

    /// <summary>Reads one object a line, or, as Compose before 2.21 said it, one array.</summary>
    public static ComposePs Parse(IReadOnlyCollection<string> lines, string? trouble)
    {
        if (trouble is not null)
        {
            return new([], trouble);
        }

        try
        {
            return new([.. lines.SelectMany(Read)], null);
        }
        catch (JsonException error)
        {
            return new([], $"its answer has another form: {error.Message}");
        }
    }

    /// <summary>The containers of some services as a table; empty when it names none of them.</summary>
    public string TableOf(IReadOnlyCollection<string> services)
    {
        var rows = Containers.Where(container => services.Contains(container.Service))
            .Select(container => (string[])[container.Name, container.State, container.ExitCode.ToString(CultureInfo.InvariantCulture), container.Status])
            .ToArray();
        return rows.Length == 0 ? "" : string.Join('\n', TextTable.Of(["NAME", "STATE", "EXIT CODE", "STATUS"], rows, 2));
    }

    private static List<Container> Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(Of)] : [Of(root)];
    }

    private static Container Of(JsonElement element) => new(
        Text(element, "Service"),
        Text(element, "Name"),
        Text(element, "State"),
        Text(element, "Status"),
        element.TryGetProperty("ExitCode", out var code) && code.TryGetInt32(out var number) ? number : 0);

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
