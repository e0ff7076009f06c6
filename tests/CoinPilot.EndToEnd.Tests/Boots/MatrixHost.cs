using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Boots;

/// <summary>
/// The host of one cell after the other: a stack whose <c>db</c> has a volume, whose <c>web</c> is built, and whose
/// <c>other</c> runs an image of the registry and mounts a folder of the host. A cell that fails takes it along.
/// </summary>
public sealed class MatrixHost(LabFixture fixture) : IAsyncDisposable
{
    public const string App = "matrix";
    public const string Volume = "matrix_kept";
    public const string Folder = "/srv/matrix/files";
    public const string Disk = "/srv/disk";
    public const string Mount = $"mkdir -p /root/disk/files {Disk}; mountpoint -q {Disk} || mount --bind /root/disk {Disk}; mkdir -p {Disk}/files {Folder}; touch {Disk}/files/found {Folder}/found";

    private static int made;

    // The registry is the lab's: two hosts at a time must not push under one name.
    private readonly string image = $"lab/matrix:{Interlocked.Increment(ref made)}";
    private TestHost? host;

    public TinyStack Stack { get; } = new(App);

    public string Unit => Stack.UnitName;

    public bool HasHost => host is not null;

    public TestHost Host => host!;

    public Deployer Operator { get; private set; } = null!;

    public HostProbe Probe { get; private set; } = null!;

    /// <summary>What each service serves as it was confirmed.</summary>
    public static IReadOnlyDictionary<string, string> Pages { get; } =
        new Dictionary<string, string> { ["db"] = "page 1", ["web"] = "built 1", ["other"] = "tiny 1" };

    /// <summary>A fresh confirmed release under the policy, whatever the cell before has left.</summary>
    /// <param name="policy"><c>guarded</c>, <c>pinned</c>, or <c>held</c>: guarded, and put on hold by a person.</param>
    /// <param name="source">What <c>other</c> mounts.</param>
    /// <param name="restart">Of <c>other</c>.</param>
    public async Task DeployAsync(string policy, string source, string restart)
    {
        if (host is null)
        {
            host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
            Operator = new(host, Stack);
            Probe = new(host, Stack);
        }

        Stack.Db.Extra.Clear();
        Stack.Db.Extra.Add("volumes: [ \"./db/index.html:/www/index.html:ro\", \"kept:/data\" ]");
        Stack.Db.Shell = "touch /data/written; " + TinyStack.Serve;
        Stack.Other.Image = image;
        Stack.Other.Restart = restart;
        Stack.Other.Extra.Clear();
        Stack.Other.Extra.Add($"volumes: [ \"{source}:/files\" ]");
        Stack.Save();
        Stack.Write("compose.yml", await File.ReadAllTextAsync(Stack.ComposeFile) + "volumes: { kept: }\n");

        await Probe.OutputOfAsync($"{Mount}; for i in 1 2; do docker image inspect lab/tiny:$i >/dev/null 2>&1 || docker pull -q lab/tiny:$i; done");
        await PublishAsync("docker tag lab/tiny:1 BAD");
        await Operator.DeployAsync("--force", "true", "--start-policy", policy == "pinned" ? policy : "guarded");
        if (policy == "held")
        {
            (await Operator.RunAsync("Rollback", "--release", await Probe.CurrentAsync())).Ended(0);
        }
    }

    /// <summary>Lays the fault; an image is what the next pull brings, or what the name already means where no boot pulls.</summary>
    internal async Task LayAsync(MatrixFault fault, string policy)
    {
        if (fault.IsImage && policy == "guarded")
        {
            await PublishAsync(fault.Lay);
            return;
        }

        await Probe.OutputOfAsync(fault.Lay.Replace("BAD", image, StringComparison.Ordinal));
    }

    /// <summary>In order, or as a power cut does it.</summary>
    public async Task BootAsync(string way)
    {
        if (way == "reboot")
        {
            await Host.RebootAsync();
            return;
        }

        await Probe.OutputOfAsync("sync"); // what was laid stays laid
        await Host.CutPowerAsync();
        await Host.BootAsync();
    }

    /// <summary>Nobody builds on what a failed cell has left.</summary>
    public async Task GiveUpAsync()
    {
        if (host is not null)
        {
            Operator.Dispose();
            await host.DisposeAsync();
            host = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await GiveUpAsync();
        Stack.Dispose();
    }

    private async Task PublishAsync(string make)
    {
        var name = $"{Host.Lab.Registry}/{image}";
        await Probe.OutputOfAsync($"{make.Replace("BAD", name, StringComparison.Ordinal)} && docker push -q {name} && docker rmi {name}");
    }
}
