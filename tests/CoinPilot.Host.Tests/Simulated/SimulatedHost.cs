using System.Collections.Immutable;
using CoinPilot.Agent;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Simulated;

/// <summary>A host in memory, with an agent for the app <c>tiny</c>: the four interfaces, and what was told.</summary>
internal sealed class SimulatedHost
{
    public const string Unit = "tiny-compose.service";

    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;

    public SimulatedHost()
    {
        Files = new(Clock);
        Systemd = new(Files);
        foreach (var folder in (string[])["/etc/systemd/system", "/run/systemd/system", "/run/systemd/transient", "/var/lib/docker", "/usr/local/bin", "/root"])
        {
            Files.LayFolder(folder);
        }

        Files.Lay("/usr/bin/docker", "", Program);
        Files.Lay("/usr/libexec/docker/cli-plugins/docker-compose", "", Program);
    }

    public SimulatedClock Clock { get; } = new();

    public SimulatedFiles Files { get; }

    public SimulatedDocker Docker { get; } = new();

    public SimulatedSystemd Systemd { get; }

    /// <summary>What the client was told, in this order.</summary>
    public List<AgentEvent> Told { get; } = [];

    public IEnumerable<string> Said => Told.OfType<Said>().Select(said => said.Text);

    public IEnumerable<string> Warned => Told.OfType<Warned>().Select(warned => warned.Text);

    public AppPlaces Places { get; } = new(AppName.Parse("tiny"), Unit);

    public SimulatedSender Sender { get; } = new();

    public SimulatedProber Prober { get; } = new();

    public HostParts Parts => new(Files, Docker, Systemd, Clock, AgentPlaces.ProgramOf("own")) { Sender = Sender, Prober = Prober };

    public TransactionParts Transaction => new(Parts, Context());

    public VerbContext Context(RequestPayload? payload = null) => new(new("tiny", "", "tiny", "mia", "test"), payload, told =>
    {
        Told.Add(told);
        return ValueTask.CompletedTask;
    });

    /// <summary>The plug is pulled, and the host boots: nothing runs yet.</summary>
    public void CutPower()
    {
        Files.CutPower();
        Files.LayFolder("/run/systemd/system");
        Systemd.ActiveStates.Clear();
        Clock.BootId = "boot-2";
        for (var at = 0; at < Docker.Containers.Count; at++)
        {
            Docker.Containers[at] = Docker.Containers[at] with { State = Docker.Containers[at].State with { Status = "exited" } };
        }
    }

    /// <summary>The release whose unit is installed.</summary>
    public void Install(string release) => Files.Lay(Places.UnitFile, UnitOf(release));

    public static string UnitOf(string release) => $"[Unit]\nX-CoinPilot-App=tiny\nX-CoinPilot-Release={release}\n[Service]\nType=oneshot\nExecStart=/usr/bin/docker compose up\n";

    public void LayRelease(string id, string conf) => Files.Lay($"{Places.Release(id)}/{ReleaseFile.Conf}", conf);

    /// <summary>A container as Compose makes it.</summary>
    public ContainerDetail Run(string id, string service, string image, string reference, string status = "running", string project = "tiny", params (string Key, string Value)[] labels)
    {
        var all = ImmutableDictionary.CreateRange(new Dictionary<string, string>
        {
            [ComposeLabels.Project] = project,
            [ComposeLabels.Service] = service,
            [ComposeLabels.ConfigHash] = "hash",
            [ComposeLabels.OneOff] = "False",
            [ComposeLabels.Number] = "1",
        }).SetItems(labels.Select(label => KeyValuePair.Create(label.Key, label.Value)));
        ContainerState state = new(id, $"{project}-{service}-1", service, image, status, 0, "", Clock.Now, 0, "unless-stopped", "", reference, all[ComposeLabels.OneOff] == "True", "hash");
        ContainerDetail made = new(state, all, [], "", []);
        Docker.Images.TryAdd(image, new(image, SimulatedDocker.Architecture, [], ImmutableDictionary<string, string>.Empty));
        Docker.Containers.Add(made);
        return made;
    }
}
