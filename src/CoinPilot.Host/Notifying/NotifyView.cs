using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Notifying;

/// <summary>Who is told, and what waits for them, for whoever looks at the host.</summary>
internal sealed class NotifyView(IHostFiles files, AppPlaces places)
{
    /// <summary>Null where nobody is to be told.</summary>
    public NotifyState? Read()
    {
        NotifyFile file = new(files, places);
        if (!file.IsThere)
        {
            return null;
        }

        var (settings, trouble) = file.Read();
        var waiting = new NoticeBox(files, places).Waiting;
        return new(
            [.. settings?.Receivers.Select(receiver => receiver.Label) ?? []],
            waiting.Length,
            waiting.IsEmpty ? null : waiting[0].Notice.At,
            trouble ?? waiting.SelectMany(one => one.Notice.Tries.Values).Select(tries => tries.Why).FirstOrDefault(why => why is not null));
    }
}
