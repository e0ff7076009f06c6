using CoinPilot.Agent.Notifying;
using CoinPilot.Notifications;
using Xunit;

namespace CoinPilot.Notifying;

/// <summary>What waits is bounded.</summary>
public sealed class NoticeBoxTests
{
    [Fact]
    public void The_spool_keeps_the_newest_hundred()
    {
        NotifyHost notify = new();
        NoticeBox box = new(notify.Host.Files, notify.Host.Places);
        for (var number = 1; number <= NoticeBox.Most + 5; number++)
        {
            box.Put(number, notify.Tended);
        }

        Assert.Equal(5, box.Bound());
        Assert.Equal(NoticeBox.Most, notify.Waiting.Count());
        Assert.EndsWith("00000006.json", notify.Waiting.First(), StringComparison.Ordinal);
    }
}
