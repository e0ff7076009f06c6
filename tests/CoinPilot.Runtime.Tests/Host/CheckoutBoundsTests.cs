using System.Runtime.Versioning;
using Xunit;

namespace CoinPilot.Host;

/// <summary>What of a checkout takes too long to read: it ends, also in a revert, and is never taken for read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckoutBoundsTests : IDisposable
{
    private readonly HostParts parts = new();

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_file_without_an_end_and_a_rule_without_an_end_are_given_up_in_time(string shell)
    {
        // 8 TiB of nothing: as long as reading them would take no test may wait.
        var run = await parts.RunAsync(shell, """
            mkdir -p $work/context && cd $work/context && truncate -s 8T huge || exit
            questions=$work/questions
            reads_for 2
            tree_digest $work/context - -
            [ ! -e $questions.late ] || echo late
            rm -f huge $questions.late
            tree_digest $work/context - -
            [ ! -e $questions.late ] || echo late
            rm -f $questions.late
            reads_for 60
            tree_digest $work/context - - | wc -c
            [ ! -e $questions.late ] || echo late
            """);

        Assert.Equal("?\nlate\n?\nlate\n65\n", run.StandardOutput);
    }

    public void Dispose() => parts.Dispose();
}
