using Xunit;

namespace CoinPilot.Reporting;

public sealed class SteadyWriterTests
{
    // A rollback whose output went to a full disk was ended by it, wherever it stood.
    [Fact]
    public void A_full_disk_is_said_once_and_ends_nothing()
    {
        using StringWriter error = new();
        using FileStream disk = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using StreamWriter full = new(disk) { AutoFlush = true };
        using SteadyWriter output = new(full, new SteadyWriter(error, null));

        output.WriteLine("one");
        output.Write("two");
        output.Flush();

        Assert.StartsWith("the output cannot be written, and the run goes on without it: ", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void What_can_be_written_is()
    {
        using StringWriter to = new() { NewLine = "\n" };
        using SteadyWriter output = new(to, null);

        output.Write('a');
        output.Write("b");
        output.WriteLine("c");

        Assert.Equal("abc\n", to.ToString());
    }
}
