using System.Buffers.Binary;
using System.Text;
using CoinPilot.Agent.Docker;
using Xunit;

namespace CoinPilot.Docker;

public sealed class LogStreamTests
{
    [Fact]
    public async Task Both_streams_of_a_container_have_lines_of_their_own() =>
        Assert.Equal(["one", "error", "two and more", "rest"], await LinesAsync(isRaw: false, Frame(1, "one\ntwo "), Frame(2, "error\n"), Frame(1, "and more\nrest")));

    [Fact]
    public async Task A_terminals_bytes_come_as_they_are() => Assert.Equal(["one\r", "two"], await LinesAsync(isRaw: true, Encoding.UTF8.GetBytes("one\r\ntwo")));

    // It takes no memory, and hides nothing that comes after it.
    [Fact]
    public async Task A_line_that_never_ends_is_cut_and_said_to_be()
    {
        var lines = await LinesAsync(isRaw: false, [.. Enumerable.Repeat(Frame(1, new string('x', 150_000)), 20), Frame(1, "\nnext\n"), Frame(1, new string('y', 70_000))]);

        Assert.Equal([65536 + 6, 4, 65536 + 6], lines.Select(line => line.Length));
        Assert.Equal("next", lines[1]);
        Assert.All([lines[0], lines[2]], line => Assert.EndsWith(" [cut]", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_cut_off_in_a_frame_is_still_shown() => Assert.Equal(["hal"], await LinesAsync(isRaw: false, Frame(1, "half")[..11]));

    private static byte[] Frame(byte stream, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var head = new byte[8];
        head[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), body.Length);
        return [.. head, .. body];
    }

    private static async Task<string[]> LinesAsync(bool isRaw, params byte[][] pieces)
    {
        List<string> lines = [];
        await foreach (var line in LogStream.LinesAsync(new MemoryStream([.. pieces.SelectMany(piece => piece)]), isRaw, TestContext.Current.CancellationToken))
        {
            lines.Add(line);
        }

        return [.. lines];
    }
}
