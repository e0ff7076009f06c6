namespace CoinPilot.Logs;

/// <summary>The lines seen last: a log that is followed anew begins with some that were there before.</summary>
public sealed class RecentLines
{
    private const int Kept = 4096;

    private readonly HashSet<LogLine> seen = [];
    private readonly Queue<LogLine> order = [];

    /// <summary>Remembers the line; false when it was seen before.</summary>
    public bool Add(LogLine line)
    {
        if (!seen.Add(line))
        {
            return false;
        }

        order.Enqueue(line);
        if (order.Count > Kept)
        {
            seen.Remove(order.Dequeue());
        }

        return true;
    }
}
