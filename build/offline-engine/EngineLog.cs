using Serilog;
using Serilog.Context;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.SystemConsole.Themes;

namespace Nuke.Common.Execution;

/// <summary>The static log of a run, in NUKE's line format; what weighs is repeated at the end.</summary>
internal static class EngineLog
{
    private const string TargetProperty = "ExecutingTarget";
    private const int TargetWidth = 20;
    private static readonly LoggingLevelSwitch Level = new(LogEventLevel.Debug);
    private static readonly List<LogEvent> Weighty = [];

    public static IDisposable Start(OutputHost output)
    {
        Weighty.Clear();
        Level.MinimumLevel = LogEventLevel.Debug;
        var configuration = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(new Remember());
        if (output.IsGitHub)
        {
            configuration.WriteTo.Sink(new Annotate(output));
        }

        var logger = configuration.WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss} [{Level:u3}] {Message:l}{NewLine}{Exception}",
            formatProvider: null,
            theme: output.IsColoured ? AnsiConsoleTheme.Code : ConsoleTheme.None,
            applyThemeToRedirectedOutput: output.IsColoured,
            levelSwitch: Level).CreateLogger();
        Log.Logger = logger;
        return logger;
    }

    public static void Show(Verbosity verbosity) => Level.MinimumLevel = verbosity switch
    {
        Verbosity.Verbose => LogEventLevel.Verbose,
        Verbosity.Minimal => LogEventLevel.Warning,
        Verbosity.Quiet => LogEventLevel.Error,
        _ => LogEventLevel.Debug,
    };

    public static IDisposable Enter(string target) => LogContext.PushProperty(TargetProperty, target);

    public static void RepeatErrorsAndWarnings(OutputHost output)
    {
        if (Weighty.Count == 0)
        {
            return;
        }

        using var block = output.Block("Errors & Warnings");
        foreach (var item in Weighty)
        {
            var target = item.Properties.TryGetValue(TargetProperty, out var value) && value is ScalarValue { Value: string name } ? name : "";
            var level = item.Level switch { LogEventLevel.Warning => "WRN", LogEventLevel.Error => "ERR", _ => "FTL" };
            output.Paint($"[{level}] {(target.Length > TargetWidth ? target[..TargetWidth] : target)}: {item.RenderMessage(null)}", item.Level == LogEventLevel.Warning ? "33" : "31");
        }
    }

    private sealed class Remember : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level >= LogEventLevel.Warning)
            {
                Weighty.Add(logEvent);
            }
        }
    }

    private sealed class Annotate(OutputHost output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level >= LogEventLevel.Warning)
            {
                output.Command(logEvent.Level == LogEventLevel.Warning ? "warning" : "error", logEvent.RenderMessage(null));
            }
        }
    }
}
