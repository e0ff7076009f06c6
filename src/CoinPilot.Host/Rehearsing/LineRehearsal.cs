using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether each command line of the unit finds its programs and files, and is understood by Compose.</summary>
internal sealed class LineRehearsal(RehearsedStack stack)
{
    private static readonly TimeSpan HelpBound = TimeSpan.FromSeconds(60);

    // Those that are asked with all words that follow them.
    private static readonly ImmutableHashSet<string> Verbs = ["up", "start", "stop", "restart", "pull", "build", "create", "down", "kill", "rm", "ps"];

    private readonly RehearsalReport report = stack.Report;
    private readonly HashSet<string> asked = [];

    public async Task RunAsync(string key, UnitCommand command, CancellationToken ct)
    {
        if (SweepOf(command.Words) is { } program)
        {
            await RehearseSweepAsync(program, ct).ConfigureAwait(false);
            return;
        }

        var words = ComposeWords.Of(command.Words);
        foreach (var path in words.Programs.Where(path => !IsProgram(path)))
        {
            report.Error("path", $"the program {path}, which the unit runs, is not there", "install it, or correct the unit");
        }

        foreach (var path in words.Paths.Where(path => stack.Host.Files.Target(path) is null))
        {
            report.Error(
                "path",
                $"{path}, which the unit names, is not there",
                $"put it back; a .env: sudo install -d -m 700 {HostPath.Folder(path)} && sudo install -m 600 .env {path}");
        }

        if (IsOurNote(command.Words))
        {
            return;
        }

        if (words.Verb.Length == 0)
        {
            await stack.Context.SayAsync($"not rehearsed, since it is no line of Compose: {key}={RehearsalReport.Flat(string.Join(' ', command.Words))}").ConfigureAwait(false);
        }
        else if (stack.Plugin.DockerPath.Length > 0)
        {
            await RehearseAsync(key, command, words, ct).ConfigureAwait(false);
        }
    }

    // It only writes down how the lines before it ended.
    private static bool IsOurNote(ImmutableArray<string> words) => words.Contains("--property=ExecStartPre");

    // Our own line that takes away what a power cut left half made; the shell program's, in a release that it staged.
    private static string? SweepOf(ImmutableArray<string> words)
    {
        var at = ((string[])["sweep", "supply", "tasks", "data"]).Max(word => words.IndexOf(word));
        return at < 1 || at + 1 >= words.Length ? null
            : words[at - 1] == AgentPlaces.Link || words[at - 1].EndsWith($"/{ReleaseFile.ShellProgram}", StringComparison.Ordinal) ? words[at - 1]
            : null;
    }

    // It would sweep, so it is not run; the agent is asked whether it runs at all.
    private async Task RehearseSweepAsync(string program, CancellationToken ct)
    {
        stack.Sweeps = program == AgentPlaces.Link
            ? IsProgram(program) && (await stack.Host.Systemd.RunPipedAsync([], [program, "--version"], HelpBound, ct).ConfigureAwait(false)).Succeeded
            : stack.Host.Files.ReadText(program) is { } text && text.EndsWith("\nmain \"$@\"\n", StringComparison.Ordinal);
        if (!stack.Sweeps)
        {
            report.Warning(
                "sweep",
                $"{program}, which the unit runs first, is missing or broken: what a power cut leaves half made stays in the way of a start",
                "deploy again with --force: that puts it back");
        }
    }

    private async Task RehearseAsync(string key, UnitCommand command, ComposeWords words, CancellationToken ct)
    {
        var mask = new StackMask(stack.Host.Files, stack.Places).OfCurrentWith(HostPath.Join(stack.Folder, words.EnvFile ?? ".env"));
        if (asked.Add(string.Join('\0', words.Head)))
        {
            var said = await stack.RunAsTheUnitAsync([.. words.Head, "config", "--quiet"], ct).ConfigureAwait(false);
            if (!said.Succeeded)
            {
                report.Error(
                    "compose", $"Compose refuses the unit's own line ({key}, {words.Verb}): {ComposeComplaint.Of(said.Output + said.Error, mask, 3)}", "correct what it names, or deploy again");
            }
        }

        var isUnderstood = await UnderstandsAsync(key, command, words, ct).ConfigureAwait(false);
        if (key == "ExecStart" && words.Verb == "up")
        {
            await new StackRehearsal(stack, words, mask).RunAsync(isUnderstood, ct).ConfigureAwait(false);
        }
        else if (key == "ExecStartPre" && words.Verb == "pull" && !command.FailureIgnored)
        {
            report.Error(
                "unguarded",
                "the unit pulls before it starts anything, and a pull that fails ends the start: with a registry that is down, or an image that is only built here, nothing starts",
                $"{Commands.DeployUnit} puts a guarded unit in its place");
        }
    }

    private async Task<bool> UnderstandsAsync(string key, UnitCommand command, ComposeWords words, CancellationToken ct)
    {
        var weight = command.FailureIgnored ? Severity.Warning : Severity.Error;
        if (!Verbs.Contains(words.Verb))
        {
            if (!(await stack.Host.Docker.ComposeAsync(new([words.Verb, "--help"], HelpBound), ct).ConfigureAwait(false)).Succeeded)
            {
                report.Add(weight, "words", $"Compose has no verb {words.Verb} (line {key})", "correct the unit");
            }

            return true;
        }

        if (!asked.Add(string.Join('\0', ["", words.Verb, .. words.Tail])))
        {
            return true;
        }

        // systemd would put variables in, of which a unit without surroundings has none.
        var literal = words.Head.Concat([words.Verb, "--help", .. words.Tail]).Select(word => word.Replace("$", "$$", StringComparison.Ordinal));
        var said = await stack.Host.Systemd.RunPipedAsync([], [.. literal], HelpBound, ct).ConfigureAwait(false);
        if (!said.Succeeded)
        {
            report.Add(
                weight,
                "words",
                $"Compose does not understand the line {key}, {string.Join(' ', [words.Verb, .. words.Tail])}: {(said.Output + said.Error).TrimEnd('\n').Split('\n')[^1]}",
                "correct the unit, or deploy again");
        }

        return said.Succeeded;
    }

    private bool IsProgram(string path) =>
        stack.Host.Files.Target(path) is { } file && (file.Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
