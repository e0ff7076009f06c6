using System.Collections.Immutable;
using CoinPilot.Health;

namespace CoinPilot.History;

/// <summary>The journal's steps, told as deployments, rollbacks and removals; pure (D058).</summary>
public static class HistoryReader
{
    /// <summary>Oldest first. Steps whose beginning the journal no longer has are told with what is known.</summary>
    public static ImmutableArray<HistoryEntry> Read(IEnumerable<string> lines)
    {
        var entries = new List<Attempt>();
        foreach (var step in lines.Select(JournalStep.TryParse).OfType<JournalStep>())
        {
            var open = step.Verb == Tended ? null : entries.FindLast(attempt => attempt.IsOpen && attempt.Release == step.Release);
            if (open is null || (step.Phase == "started" && !open.GoesOnWith(step.Verb)))
            {
                entries.Add(open = new(step));
            }

            open.Take(step);
        }

        // Only the newest can still be under way.
        return [.. entries.Select(attempt => attempt.ToEntry(isLast: attempt == entries[^1]))];
    }

    // A line of its own: nothing that the host did began it.
    private const string Tended = "tended";

    private sealed class Attempt(JournalStep first)
    {
        // A boot whose refresh was taken back.
        private const string Fallback = "fallback";

        private string? verdict;
        private JournalStep? stage;
        private JournalStep? staged;
        private JournalStep? @switch;
        private JournalStep? start;
        private JournalStep? revert;
        private JournalStep? end;
        private int startSeconds;

        public string Release { get; } = first.Release;

        public bool IsOpen => verdict is null;

        // A second staging or switch of the same release is another attempt.
        public bool GoesOnWith(string verb) => verb switch
        {
            "stage" or "restore" or "uninstall" or "reboot" or Fallback => false,
            "switch" when first.Verb == Fallback => false,
            "switch" => @switch is null,
            _ => true,
        };

        public void Take(JournalStep step)
        {
            switch (step.Verb, step.Phase)
            {
                case ("stage", "started"):
                    stage = step;
                    break;
                case ("stage", "done"):
                    staged = step;
                    break;
                case ("stage" or "restore", "failed"):
                    End(step, "failed, nothing touched");
                    break;
                case ("switch", "started"):
                    @switch = step;
                    break;
                case ("start", "started"):
                    start = step;
                    break;
                case ("start", "done") when start is not null:
                    startSeconds += Seconds(start, step);
                    start = null;
                    break;
                case ("confirm", "done"):
                    End(step, IsRollback ? $"rolled back to {Release}" : "deployed");
                    break;
                case ("revert", "started"):
                    revert = step;
                    break;
                case ("revert", "done"):
                    End(step, step.Word("exit") is "0" or null ? $"failed, rolled back to {step.Word("to")}" : "failed, rollback failed");
                    break;
                case ("uninstall", "done"):
                    End(step, "removed");
                    break;
                case (Tended, "done"):
                    End(step, $"started again: {step.Detail}");
                    break;
                case (Tended, "failed"):
                    End(step, "could not be started again");
                    break;
                case ("reboot", "done"):
                    End(step, "rebooted");
                    break;
                case ("boot", "done"):
                    End(step, "proven what it brought");
                    break;
                case (Fallback, "done"):
                    End(step, step.Detail.StartsWith("up ", StringComparison.Ordinal) ? "boot fallback" : "boot fallback, not up");
                    break;
                case (Fallback, "failed"):
                    End(step, "boot fallback failed");
                    break;
                default:
                    break;
            }
        }

        public HistoryEntry ToEntry(bool isLast)
        {
            var asked = @switch ?? stage ?? first;
            return new(first.At, Kind, Release, verdict ?? Unfinished(isLast))
            {
                Replaced = @switch?.Word("from") ?? (end ?? revert)?.Word("to"),
                By = asked.By,
                From = asked.From,
                EndedBy = end?.By,
                Commit = @switch?.Word("commit"),
                Reason = Reason,
                Seconds = end is null or { Verb: "reboot" or Tended } ? null // the row is written before the host goes down
                    : @switch is null ? Seconds(first, end)
                    : Seconds(@switch, end) + (stage is not null && staged is not null ? Seconds(stage, staged) : 0),
                StageSeconds = stage is not null && staged is not null ? Seconds(stage, staged) : null,
                Down = end?.Down is { } down ? DownText.Parse(down) : null,
                StartSeconds = startSeconds > 0 || @switch is not null ? startSeconds : null,
            };
        }

        // A rollback whose images are gone begins with bringing them back.
        private string Kind => first.Verb switch
        {
            "uninstall" => "remove",
            "reboot" => "reboot",
            Tended => "watch",
            "restore" => "rollback",
            "boot" or Fallback => "boot",
            _ => IsRollback ? "rollback" : "deploy",
        };

        private bool IsRollback => @switch?.Word("hold") == "yes";

        // The first words of a revert's detail are where it went.
        private string? Reason =>
            end is { Phase: "failed" } or { Verb: "boot" } ? NullIfEmpty(end.Detail)
            : first.Verb == Fallback ? NullIfEmpty(first.Detail)
            : revert is null ? null
            : NullIfEmpty(string.Join(' ', revert.Detail.Split(' ').Skip(2)));

        private string Unfinished(bool isLast) =>
            @switch is not null && isLast ? "not confirmed yet"
            : @switch is null && staged is not null ? "staged"
            : isLast ? "under way, or interrupted"
            : "interrupted";

        private void End(JournalStep step, string word)
        {
            verdict = word;
            end = step;
        }

        private static int Seconds(JournalStep from, JournalStep to) => Math.Max(0, (int)(to.At - from.At).TotalSeconds);

        private static string? NullIfEmpty(string text) => text.Trim() is { Length: > 0 } some ? some : null;
    }
}
