using System.Text;
using CoinPilot.Agent.Serving;
using Xunit;

namespace CoinPilot.Serving;

public sealed class LineReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_a_line_nor_counted_bytes_take_a_byte_that_is_not_their_own()
    {
        LineReader reader = new(new MemoryStream("one\n\n12345two\n"u8.ToArray()));
        using MemoryStream taken = new();

        Assert.Equal("one", await LineAsync(reader));
        Assert.Equal("", await LineAsync(reader));
        await reader.CopyAsync(5, async bytes => await taken.WriteAsync(bytes), Ct);
        Assert.Equal("12345", Encoding.ASCII.GetString(taken.ToArray()));
        Assert.Equal("two", await LineAsync(reader));
        Assert.Null(await LineAsync(reader));
    }

    [Fact]
    public async Task A_line_longer_than_the_buffer_comes_whole()
    {
        var line = string.Concat(Enumerable.Range(0, 200_000).Select(number => $"{number} "));

        Assert.Equal(line, await LineAsync(new(new MemoryStream(Encoding.ASCII.GetBytes(line + "\n")))));
    }

    [Fact]
    public async Task One_that_is_too_long_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => LineAsync(new(new MemoryStream(new byte[17 * 1024 * 1024]))));

    [Fact]
    public async Task One_without_its_end_is_none() => await Assert.ThrowsAsync<InvalidDataException>(() => LineAsync(new(new MemoryStream("half"u8.ToArray()))));

    [Fact]
    public async Task Fewer_bytes_than_were_counted_are_refused() =>
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await new LineReader(new MemoryStream(new byte[3])).CopyAsync(4, _ => ValueTask.CompletedTask, Ct));

    private static async Task<string?> LineAsync(LineReader reader) => await reader.ReadLineAsync(Ct) is { } line ? Encoding.ASCII.GetString(line.Span) : null;
}
