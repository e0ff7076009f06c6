using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>What was published before is taken only where it is whole.</summary>
public sealed class AgentPublisherTests : IDisposable
{
    private static readonly string[] Sources = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    private readonly string root = Directory.CreateTempSubdirectory("coinpilot-publisher-").FullName;
    private readonly string folder;

    public AgentPublisherTests()
    {
        Directory.CreateDirectory($"{root}/src/CoinPilot.Core");
        Directory.CreateDirectory($"{root}/src/CoinPilot.Host");
        folder = Directory.CreateDirectory($"{root}/artifacts/agent/linux-x64-portable").FullName;
        foreach (var source in Sources)
        {
            File.WriteAllText($"{root}/{source}", "");
        }

        File.WriteAllText($"{folder}/coinpilot", "program");
        Stamp("2.27");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_whole_one_is_taken() => Assert.Equal([Digest], Known);

    // A run that is killed while it publishes, or a disk that is full, leaves such a one.
    [Fact]
    public void A_program_that_is_not_the_stamped_one_is_not()
    {
        File.WriteAllText($"{folder}/coinpilot", "progr");

        Assert.Empty(Known);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2.")]
    [InlineData("junk")]
    public void A_stamp_that_was_cut_off_is_none(string needs)
    {
        Stamp(needs);

        Assert.Empty(Known);
    }

    private static string Digest => Convert.ToHexStringLower(SHA256.HashData("program"u8));

    private IEnumerable<string> Known => new AgentPublisher(root, _ => { }).DigestsOf("x86_64");

    private void Stamp(string needs)
    {
        byte[] all = [.. Sources.SelectMany(name => (byte[])[.. Encoding.UTF8.GetBytes(name), .. SHA256.HashData([])])];
        File.WriteAllText($"{folder}/.stamp", $"{Convert.ToHexStringLower(SHA256.HashData(all))}\n{Digest}\n{needs}\n");
    }
}
