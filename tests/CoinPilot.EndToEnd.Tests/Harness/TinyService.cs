using System.Text;

namespace CoinPilot.Harness;

/// <summary>One service of a <see cref="TinyStack"/>.</summary>
public sealed class TinyService(string name)
{
    public string Name { get; } = name;

    /// <summary>Its image; one that is built has none.</summary>
    public string? Image { get; set; }

    public string? Build { get; set; }

    /// <summary>It has a container name, APP-NAME.</summary>
    public bool HasContainerName { get; set; } = true;

    public string Shell { get; set; } = TinyStack.Serve;

    /// <summary>Shell text that exits 0 when it is healthy; null for no healthcheck.</summary>
    public string? Healthcheck { get; set; } = "wget -q -O /dev/null http://127.0.0.1/";

    public int HealthRetries { get; set; } = 5;

    public string? DependsOnHealthy { get; set; }

    public string Restart { get; set; } = "unless-stopped";

    /// <summary>Lines of YAML below the service.</summary>
    public List<string> Extra { get; init; } = [];

    public string ToYaml(string app)
    {
        StringBuilder text = new($"  {Name}:\n");
        Add(Image is { } image ? $"image: {image}" : null);
        Add(Build is { } build ? $"build: {build}" : null);
        Add(HasContainerName ? $"container_name: {app}-{Name}" : null);
        Add($"command: [ \"sh\", \"-c\", {Quote(Shell)} ]");
        Add($"restart: {Restart}");
        Add(Healthcheck is { } check
            ? $"healthcheck: {{ test: [ \"CMD-SHELL\", {Quote(check)} ], interval: 1s, timeout: 2s, retries: {HealthRetries} }}"
            : null);
        Add(DependsOnHealthy is { } other ? $"depends_on: {{ {other}: {{ condition: service_healthy }} }}" : null);
        Extra.ForEach(Add);
        return text.ToString();

        void Add(string? line) => text.Append(line is null ? "" : $"    {line}\n");
    }

    // Compose would take a dollar for a variable of its own.
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";
}
