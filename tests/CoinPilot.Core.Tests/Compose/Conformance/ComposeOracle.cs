using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CoinPilot.Compose.Conformance;

/// <summary>The Compose plugin, where this machine has one; it needs no engine to judge a file.</summary>
internal sealed partial record ComposeOracle(string Program, Version Version)
{
    private const string Variable = "COINPILOT_COMPOSE_ORACLE";
    private const string Plugin = "usr/libexec/docker/cli-plugins/docker-compose";

    /// <summary>Compose puts its user's home in the place of `~`; in our model that stays, since only the host knows it.</summary>
    private const string Home = "/nonexistent";

    /// <summary>The one that is named in COINPILOT_COMPOSE_ORACLE, else those of the lab's image, else an installed one.</summary>
    public static ComposeOracle? Find() => Candidates().Where(File.Exists).Select(Probe).OfType<ComposeOracle>().MaxBy(o => o.Version);

    public static bool IsGiven => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    public async Task<bool> AcceptsAsync(string folder, CancellationToken ct) => await RunAsync(folder, ct, "config", "-q") is not null;

    /// <summary>The normalized project with the folder's path as /p and home as ~; null where the file is refused.</summary>
    public async Task<JsonObject?> ConfigAsync(string folder, CancellationToken ct) =>
        await RunAsync(folder, ct, "config", "--format", "json") is { } text ? (JsonObject)JsonNode.Parse(text
            .Replace(folder, "/p", StringComparison.Ordinal)
            .Replace(Path.GetDirectoryName(folder)!, "", StringComparison.Ordinal)
            .Replace(Home, "~", StringComparison.Ordinal))! : null;

    /// <summary>Writes the files of a case where Compose finds them; the project is called `p` then.</summary>
    public static async Task<T> InFolderAsync<T>(string text, Func<string, Task<T>> work)
    {
        var parent = Directory.CreateTempSubdirectory("compose-");
        try
        {
            var folder = parent.CreateSubdirectory("p").FullName;
            MemoryFiles.Parse(text).WriteTo(folder);
            return await work(folder);
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return [given];
        }
        var lab = Path.Combine(Environment.GetEnvironmentVariable("COINPILOT_LAB") is { Length: > 0 } home ? home : "/var/lib/coinpilot-lab", "cache");
        string[] images = [];
        try
        {
            images = Directory.Exists(lab) ? Directory.GetDirectories(lab, "host-*") : [];
        }
        catch (UnauthorizedAccessException)
        {
            // The lab belongs to root; without it the record speaks.
        }
        return
        [
            .. images.Select(i => Path.Combine(i, Plugin)),
            "/" + Plugin,
            "/usr/lib/docker/cli-plugins/docker-compose",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker/cli-plugins/docker-compose"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(p => p.Length > 0).Select(p => Path.Combine(p, "docker-compose")),
        ];
    }

    private static ComposeOracle? Probe(string program)
    {
        using var process = Start(program, Path.GetTempPath(), "version", "--short");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return VersionText().Match(output) is { Success: true } match ? new(program, Version.Parse(match.Value)) : null;
    }

    private async Task<string?> RunAsync(string folder, CancellationToken ct, params string[] arguments)
    {
        using var process = Start(Program, folder, ["-f", "compose.yml", .. arguments]);
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await errors;
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? output : null;
    }

    private static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        start.Environment["HOME"] = Home;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionText();
}
