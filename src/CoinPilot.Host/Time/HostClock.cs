using System.Globalization;

namespace CoinPilot.Agent.Time;

/// <summary>The clocks of the kernel (proc(5)).</summary>
public sealed class HostClock : IHostClock
{
    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    public TimeSpan Uptime => TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));

    public string BootId => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public Task DelayAsync(TimeSpan time, CancellationToken ct) => Task.Delay(time, ct);
}
