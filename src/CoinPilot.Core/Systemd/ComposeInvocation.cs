using CoinPilot.Hosts;

namespace CoinPilot.Systemd;

/// <summary>The commands that a stack's units run; project name and files come from the unit's <c>Environment=</c>.</summary>
internal sealed class ComposeInvocation(StackUnit stack)
{
    /// <summary>How long <c>timeout</c> waits after SIGTERM before it kills.</summary>
    public static readonly TimeSpan KillAfter = TimeSpan.FromSeconds(10);

    /// <summary>How long the sweep may take.</summary>
    public static readonly TimeSpan SweepBound = TimeSpan.FromSeconds(60);

    private const string TimeoutProgram = "/usr/bin/timeout";

    /// <summary>Takes away what a power cut left half made of this project's containers: nothing else gets past it (D002).</summary>
    public ExecCommand Sweep => Ignored(Timed(SweepBound, AgentPlaces.Link, "sweep", "--project", stack.ProjectName, "--app", stack.App));

    /// <summary>Fetches or builds images of the release that are gone: nothing else makes a start possible again (D087).</summary>
    public ExecCommand Supply => Ignored(Timed(SupplyBound(stack), AgentPlaces.Link, "supply", "--app", stack.App));

    /// <summary>How long the note about tasks may take.</summary>
    public static readonly TimeSpan TasksBound = TimeSpan.FromSeconds(10);

    /// <summary>From here on no task is left out (D096).</summary>
    public ExecCommand Tasks => Ignored(Timed(TasksBound, AgentPlaces.Link, "tasks", "--app", stack.App));

    /// <summary>Fails a start that would begin a service without its data (D095).</summary>
    public ExecCommand Data => DataLine.Of(stack.App, KillAfter);

    public static TimeSpan SupplyBound(StackUnit stack) => stack.PullTimeout + stack.BuildTimeout;

    /// <summary>Starts the containers that exist. Waits for the health of dependencies.</summary>
    public ExecCommand StartExisting => Ignored(Bounded(stack.StartBound, "start"));

    /// <summary>Pulls what isn't built here.</summary>
    public ExecCommand Pull => Ignored(Bounded(stack.PullTimeout, "pull", "--ignore-buildable"));

    public ExecCommand Build => Bounded(stack.BuildTimeout, "up", "-d", "--build");

    /// <summary>The same before a line that decides: where the stack has tasks it starts nothing, or each would run once more.</summary>
    public ExecCommand Refresh => Ignored(stack.TasksFile is null ? Build : Bounded(stack.BuildTimeout, "up", "-d", "--build", "--no-start"));

    /// <summary>Brings the stack up from what is on this host.</summary>
    public ExecCommand Up => Bounded(stack.StartBound, "up", "-d", "--no-build", "--pull", "never");

    public ExecCommand Stop => ExecCommand.Of(stack.DockerPath, Arguments("stop"));

    public static ExecCommand Ignored(ExecCommand command) => command with { Prefixes = "-" };

    private ExecCommand Bounded(TimeSpan bound, params ReadOnlySpan<string> verb) => Timed(bound, [stack.DockerPath, .. Arguments(verb)]);

    private static ExecCommand Timed(TimeSpan bound, params string[] words) => ExecCommand.Of(
        TimeoutProgram,
        ["-k", SystemdDuration.Seconds(KillAfter), SystemdDuration.Seconds(bound), .. words]);

    private string[] Arguments(params ReadOnlySpan<string> verb) =>
        ["compose", "--project-directory", stack.ProjectDirectory, "--env-file", stack.EnvFile, .. verb];
}
