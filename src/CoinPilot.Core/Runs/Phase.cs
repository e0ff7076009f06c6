using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The frame around the work of a target: what goes wrong becomes one line for the operator and one exit code.</summary>
/// <param name="textOf">Shows a failure as text, findings with the line that they are about.</param>
/// <param name="log">Where the run's log lies, for whoever looks for the cause; null without one.</param>
public sealed class Phase(IReporter reporter, HostTouch touch, Func<DeploymentException, string> textOf, string? log = null)
{
    /// <summary>What failed last, for the verdict that the way back prints; null as long as nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Throws <see cref="ReportedException"/> for whatever kept the work from its end.</summary>
    /// <param name="name">The phase, as it stands before its lines.</param>
    public async Task RunAsync(string name, Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (ReportedException error)
        {
            Failure = error.InnerException!.Message;
            throw;
        }
        catch (Exception error) when (IsInterruption(error, ct))
        {
            throw Reported(name, $"interrupted during {name}", new($"interrupted during {name}", inner: error));
        }
        catch (DeploymentException error)
        {
            throw Reported(name, textOf(error), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw Reported(name, error.Message, new(error.Message, touch.IsNone ? FailureKind.BadInput : FailureKind.Failed, error));
        }
    }

    /// <summary>Said as a line of its own, and remembered.</summary>
    public void Say(string name, string failure)
    {
        Failure = failure;
        reporter.Line(name, LineStatus.Fail, failure);
    }

    // An interrupt closes the channel: what was asked for on it beside what was waited for then looks like a lost connection.
    public static bool IsInterruption(Exception error, CancellationToken ct) =>
        error is OperationCanceledException || (error is ContactLostException && ct.IsCancellationRequested);

    private ReportedException Reported(string name, string text, DeploymentException error)
    {
        Failure = error.Message;
        reporter.Line(name, LineStatus.Fail, text + Untouched(name));
        if (log is not null && error is not InvalidInputException && error.Kind != FailureKind.Unhealthy)
        {
            reporter.Line(name, LineStatus.Info, $"each request and answer of this run: {log}");
        }

        return new(error);
    }

    // Said only of the phases in which the operator may wonder.
    private string Untouched(string phase) =>
        phase is "upload" or "switch" or "rollback" && touch.IsNone
            ? "\nWhat runs on the host was not touched."
            : "";
}
