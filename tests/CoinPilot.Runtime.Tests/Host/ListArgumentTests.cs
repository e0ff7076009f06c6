using System.Runtime.Versioning;
using Xunit;

namespace CoinPilot.Host;

/// <summary>Lists of names that a verb is given: all of them reach it, however many and long they are.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ListArgumentTests : IDisposable
{
    private readonly HostParts parts = new();

    public static TheoryData<string, string> Lists
    {
        get
        {
            TheoryData<string, string> lists = [];
            foreach (var shell in new[] { "/bin/dash", "/bin/bash" }.Where(File.Exists))
            {
                foreach (var key in (string[])["names", "services", "reuse"])
                {
                    lists.Add(shell, key);
                }
            }

            return lists;
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task None_is_cut(string shell, string key)
    {
        var names = Enumerable.Range(1, 400).Select(x => $"a-service-with-a-rather-long-name-{x}").ToArray();

        var run = await parts.RunAsync(shell, $"argument={key}={string.Join(',', names)}; take_argument; echo ${key}");

        Assert.Equal(string.Join(' ', names), run.StandardOutput.Trim());
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task One_that_is_too_long_is_refused(string shell, string key)
    {
        var run = await parts.RunAsync(shell, $"argument={key}=$(printf '%0100001d' 0); take_argument; echo not refused");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"error\tthe list {key}= is longer than 100000 characters", run.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("not refused", run.StandardOutput, StringComparison.Ordinal);
    }

    public void Dispose() => parts.Dispose();
}
