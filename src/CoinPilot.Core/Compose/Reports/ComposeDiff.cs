using System.Text;

namespace CoinPilot.Compose.Reports;

/// <summary>The difference of two Compose files, for a person: changed lines with a little around them, secrets covered.</summary>
public static class ComposeDiff
{
    private const int Around = 2;
    private const int MostCells = 4_000_000;

    /// <summary>Empty when the texts are equal; at most <paramref name="most"/> lines.</summary>
    public static string Of(string before, string after, int most = 60)
    {
        if (before == after)
        {
            return "";
        }

        string[] old = Lines(before), @new = Lines(after);
        string[] oldShown = CoveredText.Of(old), newShown = CoveredText.Of(@new);
        var edits = Edits(old, @new);
        if (edits is null)
        {
            return $"too different to show line by line: {old.Length} lines and {@new.Length} lines\n";
        }

        var shown = new List<string>();
        var last = -2;
        for (var i = 0; i < edits.Count; i++)
        {
            if (!IsNearChange(edits, i))
            {
                continue;
            }

            if (last != i - 1)
            {
                shown.Add($"@@ line {edits[i].New + 1} @@");
            }

            last = i;
            shown.Add(edits[i].Kind switch
            {
                '-' => "-" + oldShown[edits[i].Old],
                '+' => "+" + newShown[edits[i].New],
                _ => " " + newShown[edits[i].New],
            });
        }

        var text = new StringBuilder();
        shown.Take(most).ToList().ForEach(line => text.Append(line).Append('\n'));
        return (shown.Count > most ? text.Append("… ").Append(shown.Count - most).Append(" more lines\n") : text).ToString();
    }

    private static bool IsNearChange(List<Edit> edits, int index)
    {
        for (var i = Math.Max(0, index - Around); i <= Math.Min(edits.Count - 1, index + Around); i++)
        {
            if (edits[i].Kind != ' ')
            {
                return true;
            }
        }

        return false;
    }

    // The longest common subsequence between what both begin and end with; null where that would cost too much.
    private static List<Edit>? Edits(string[] old, string[] @new)
    {
        int start = 0, oldEnd = old.Length, newEnd = @new.Length;
        while (start < oldEnd && start < newEnd && old[start] == @new[start])
        {
            start++;
        }

        while (oldEnd > start && newEnd > start && old[oldEnd - 1] == @new[newEnd - 1])
        {
            oldEnd--;
            newEnd--;
        }

        if ((long)(oldEnd - start + 1) * (newEnd - start + 1) > MostCells)
        {
            return null;
        }

        var common = new int[oldEnd - start + 1, newEnd - start + 1];
        for (var i = oldEnd - start - 1; i >= 0; i--)
        {
            for (var j = newEnd - start - 1; j >= 0; j--)
            {
                common[i, j] = old[start + i] == @new[start + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var edits = Enumerable.Range(0, start).Select(i => new Edit(' ', i, i)).ToList();
        int at = start, to = start;
        while (at < oldEnd || to < newEnd)
        {
            if (at < oldEnd && to < newEnd && old[at] == @new[to])
            {
                edits.Add(new(' ', at++, to++));
            }
            else if (at < oldEnd && (to == newEnd || common[at + 1 - start, to - start] >= common[at - start, to + 1 - start]))
            {
                edits.Add(new('-', at++, to));
            }
            else
            {
                edits.Add(new('+', at, to++));
            }
        }

        edits.AddRange(Enumerable.Range(0, old.Length - oldEnd).Select(i => new Edit(' ', oldEnd + i, newEnd + i)));
        return edits;
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();

    private sealed record Edit(char Kind, int Old, int New);
}
