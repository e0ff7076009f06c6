using System.Globalization;
using System.Security.Cryptography;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Room;

/// <summary>Deployments that build fill the disk up to a bound, and Status says how long the room lasts.</summary>
public sealed class BuildRoomTests(LabFixture fixture)
{
    private const int Deployments = 9;
    private const int BlobBytes = 4_000_000;

    // An entry without a size: what images share goes with them.
    private const string CacheBytes = "curl -s --unix-socket /run/docker.sock 'http://d/v1.44/system/df?type=build-cache' | tr '{' '\\n' | grep '\"Shared\":false' | grep -o '\"Size\":[0-9]*' | cut -d: -f2 | awk '{ sum += $1 } END { print sum + 0 }'";

    [Fact]
    [Trait("pace", "long")]
    public async Task What_builds_leave_is_bounded_after_each_confirmation_and_nothing_of_others_goes()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("room");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.RemoveAll(service => service != stack.Web);
        stack.Web.DependsOnHealthy = null;
        stack.Web.Healthcheck = null;
        stack.Save();
        stack.Write("web/Dockerfile", "FROM lab/tiny:1\nCOPY blob /blob\nRUN cat /blob /blob > /blob2\n");

        // Somebody's own build, whose image is gone: its cache is nobody's business.
        await probe.OutputOfAsync("mkdir /root/own && cd /root/own && printf 'FROM lab/tiny:1\\nRUN echo of-others > /own\\n' > Dockerfile && printf 'services: {own: {build: .}}' > compose.yml && docker compose build -q && docker rmi own-own");
        var others = await probe.OutputOfAsync(OthersEntries);
        Assert.NotEqual("", others);

        List<long> sizes = [];
        for (var number = 1; number <= Deployments; number++)
        {
            stack.Write("web/blob", Convert.ToBase64String(RandomNumberGenerator.GetBytes(BlobBytes / 4 * 3)));
            await deployer.DeployAsync("--stable-for", "1s");
            sizes.Add(long.Parse(await probe.OutputOfAsync(CacheBytes), CultureInfo.InvariantCulture));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', sizes));
        Assert.True(sizes[^1] <= sizes[3] + BlobBytes, $"the cache goes on growing: {string.Join(' ', sizes)}");
        Assert.Equal(others, await probe.OutputOfAsync(OthersEntries));
        Assert.Equal("", await probe.OutputOfAsync("docker image ls -q --filter dangling=true --filter label=com.docker.compose.project=room"));
        Assert.Equal("5", await probe.OutputOfAsync("docker image ls -q coinpilot/room/web | wc -l"));
        (await deployer.RunAsync("Status")).Ended(0, " free, enough for ");

        // What a build at a boot replaces has no name any more: the next confirmation takes it away.
        await probe.OutputOfAsync("printf 'FROM lab/tiny:1\\nRUN echo 1 > /x\\nLABEL com.docker.compose.project=room com.docker.compose.service=web\\n' | docker build -q -");
        Assert.NotEqual("", await probe.OutputOfAsync("docker image ls -q --filter dangling=true --filter label=com.docker.compose.project=room"));
        stack.Write("web/blob", "small");
        await deployer.DeployAsync("--stable-for", "1s");
        Assert.Equal("", await probe.OutputOfAsync("docker image ls -q --filter dangling=true --filter label=com.docker.compose.project=room"));
    }

    private const string OthersEntries = "curl -s --unix-socket /run/docker.sock 'http://d/v1.44/system/df?type=build-cache' | tr '{' '\\n' | grep of-others | grep -o '\"ID\":\"[a-z0-9]*\"' | sort";
}
