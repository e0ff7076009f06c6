using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Observation;

public sealed class ExecTroubleTests
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly SimulatedHost host = new();

    [Theory]
    [InlineData("exec /entry.sh: no such file or directory", "#!/bin/sh\r\n", true, "/entry.sh is there, and has a first line that ends in CR")]
    [InlineData("exec /entry.sh: exec format error", "\uFEFF#!/bin/sh\n", true, "/entry.sh is there, and begins with a byte order mark")]
    [InlineData("runc: exec: \"/entry.sh\": permission denied: unknown", "#!/bin/sh\n", false, "/entry.sh is there, and its mode is 444: nobody may execute it")]
    [InlineData("exec /entry.sh: no such file or directory", "#!/bin/sh\n", true, null)]
    [InlineData("exec /other.sh: no such file or directory", "#!/bin/sh\r\n", true, null)]
    [InlineData("something else", "#!/bin/sh\r\n", true, null)]
    public async Task The_file_itself_tells(string said, string content, bool isExecutable, string? why)
    {
        host.Docker.Files[("1", "/entry.sh")] = new ContainerFile(isExecutable ? Readable | UnixFileMode.UserExecute : Readable, Encoding.UTF8.GetBytes(content));

        var told = await ExecTrouble.ExplainAsync(host.Docker, "1", said, TestContext.Current.CancellationToken);

        Assert.Equal(why is not null, told is not null);
        Assert.StartsWith(why ?? "", told ?? "", StringComparison.Ordinal);
    }
}
