using CoinPilot.Harness;
using CoinPilot.Transport;
using CoinPilot.Lab;
using CoinPilot.Stack;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Deployments;

public sealed class UploadTests(LabFixture fixture) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-upload-");

    [Fact]
    public async Task One_that_is_cut_or_damaged_cannot_be_installed()
    {
        await using var host = await fixture.NewHostAsync();
        using TinyStack stack = new("upload");
        HostProbe probe = new(host, stack);
        var payload = await StagePayload.WriteAsync(
            folder.FullName, new Dictionary<string, byte[]> { ["unit"] = new byte[100_000] }, [], TestContext.Current.CancellationToken);
        var whole = await File.ReadAllBytesAsync(payload.TarPath, TestContext.Current.CancellationToken);
        var damaged = whole.ToArray();
        damaged[whole.Length / 2] ^= 1;

        var cut = await StageAsync(host, stack, whole[..(whole.Length / 2)], payload);
        var wrong = await StageAsync(host, stack, damaged, payload);

        Assert.Equal(ExitStatus.BadInput, cut.ExitCode);
        Assert.Contains("the upload is damaged", cut.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitStatus.BadInput, wrong.ExitCode);
        Assert.Contains("the upload is damaged", wrong.ToString(), StringComparison.Ordinal);
        Assert.Equal("", await probe.OutputOfAsync($"ls -A {probe.Base}/releases {probe.Base}/objects | grep -v : || :"));
        Assert.Equal("", await probe.OutputOfAsync($"find {probe.Base} -name '.upload*' -o -name '.new*'"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<VerbFailure> StageAsync(TestHost host, TinyStack stack, byte[] sent, StagePayload meant)
    {
        await using AgentConnection connection = new(
            await host.ConnectAsync(),
            new(AppName.Parse(stack.App), stack.UnitName, host.Lab.User, "test", "test"),
            new AgentPublisher(CommandLine.ProjectRoot.Find(), _ => { }));
        using MemoryStream content = new(sent);
        var reply = await connection.AskAsync(
            new StageRequest("20261124-010203-abcdef0", null, []), new(TimeSpan.FromMinutes(5)) { Payload = new(content, meant.Digest) }, TestContext.Current.CancellationToken);
        return reply.Failure!;
    }
}
