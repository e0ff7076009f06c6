using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Compose.Variables;
using CoinPilot.Inspection;
using CoinPilot.Stack;
using Serilog;
using Serilog.Core;

namespace CoinPilot.Reporting;

/// <summary>The log of one run: each line, and each request to the host with its events, answer and duration; values are masked. Ten are kept.</summary>
public sealed class RunLog : IReporter, IDisposable
{
    private const int Kept = 10;

    // What a host tells may be as long as it likes.
    private const int Longest = 64 * 1024;

    private readonly Logger logger;
    private readonly ValueMask mask;

    private RunLog(string path, ValueMask mask)
    {
        Path = path;
        this.mask = mask;
        logger = new LoggerConfiguration()
            .WriteTo.File(path, outputTemplate: "{Timestamp:HH:mm:ss.fff} {Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture)
            .CreateLogger();
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it can't be written.</summary>
    /// <param name="folder">Is made if need be; only its owner may read what lies there.</param>
    /// <param name="target">The first target of the run: part of the name.</param>
    public static RunLog Open(string folder, string target, ValueMask mask, TimeProvider clock)
    {
        PrivateFolder.Create(folder);
        var name = $"{clock.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}-{target}.log";
        var path = System.IO.Path.Combine(folder, name);
        PrivateFile.Write(path, "");
        foreach (var old in Directory.EnumerateFiles(folder, "*.log").OrderDescending(StringComparer.Ordinal).Skip(Kept))
        {
            File.Delete(old);
        }

        return new(path, mask);
    }

    public void Dispose() => logger.Dispose();

    /// <summary>One line, whatever it holds.</summary>
    public void Write(string text)
    {
        var plain = TerminalText.Harmless(mask.Apply(text.Length > Longest ? $"{text[..Longest]}… ({text.Length} characters)" : text).ReplaceLineEndings("\n  "));
        logger.Information("{Text:l}", plain);
    }

    public void Line(string phase, LineStatus status, string text) => Write($"{phase} {status.ToString().ToLowerInvariant()}: {text}");

    public void Block(string phase, string text) => Write($"{phase}: {text}");

    public void Plan(PlanView view) => Write($"plan: {view.Plan}");

    public void Raw(string line) => Write(line);

    public void Status(StackStatus status) => Write(StatusJson.Of(status));

    // Logs of services are not this run's.
    public void Listing(string phase, string people, ImmutableArray<string> programs)
    {
        if (phase != "logs")
        {
            Block(phase, people);
        }
    }

    public void Services(ImmutableArray<ServiceRow> rows) => Write($"services: {string.Join(", ", rows.Select(row => $"{row.Service} {row.State} {row.Health}"))}");

    public void Verdict(Verdict verdict) => Write(string.Join('\n', [$"verdict: {verdict.Headline} (exit {verdict.ExitStatus})", .. verdict.Below]));
}
