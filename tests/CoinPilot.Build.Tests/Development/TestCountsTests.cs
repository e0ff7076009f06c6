using Xunit;

namespace CoinPilot.Development;

public sealed class TestCountsTests
{
    private const string Summary = """
        Running tests from /x/A.dll (net10.0|x64)
        failed Sample.succeeded: 99

        Test run summary: Failed!
          /x/A.dll (net10.0|x64) passed (438ms)

          total: 23
          failed: 2
          succeeded: 20
          skipped: 1
          duration: 5s 515ms
        """;

    [Fact]
    public void The_summary_of_dotnet_test_is_counted()
    {
        Assert.Equal(new TestCounts(20, 2, 1), TestCounts.Read(Summary));
    }

    [Fact]
    public void Without_a_summary_there_are_no_counts()
    {
        Assert.Null(TestCounts.Read("Build.cs(1,1): error CS1002: ; expected"));
    }

    [Theory]
    [InlineData(20, 0, 0, "20 passed, 0 failed")]
    [InlineData(20, 2, 1, "20 passed, 2 failed, 1 skipped")]
    public void Counts_read_as_the_closing_line(int passed, int failed, int skipped, string line)
    {
        Assert.Equal(line, new TestCounts(passed, failed, skipped).ToString());
    }
}
