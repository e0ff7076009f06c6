using CoinPilot.Options;
using CoinPilot.Runs;
using CoinPilot.Stack;
using Nuke.Common;

internal sealed partial class Build
{
    [Parameter("Compose project name; names the folder, tags and guard on the host")]
    private string App { get; } = "coinpilot";

    [Parameter("Name of the systemd unit. Default is '<app>-compose.service'")]
    private string? UnitName { get; }

    [Parameter("Compose files, one or more (',' between them in a variable). Default is deploy/cloud/oci/docker-compose.prod.yml", Separator = ",")]
    private string[] ComposeFiles { get; } = ["deploy/cloud/oci/docker-compose.prod.yml"];

    [Parameter("Where the stack is taken from: local (this checkout) or host (a checkout on the host). Default is local")]
    private string StackSource { get; } = "local";

    [Parameter("With --stack-source host: the folder on the host that holds the Compose file")]
    private string? HostDirectory { get; }

    [Parameter("An .env file to ship into the release, 0600. Default is the host's own")]
    private string? EnvFile { get; }

    [Parameter("What a boot does: guarded (start, then refresh), pinned (start the deployed images) or classic (pull first). Default is guarded")]
    private string StartPolicy { get; } = "guarded";

    [Parameter("Bound of a pull, in the unit and in staging. Default is 300s")]
    private string PullTimeout { get; } = "300s";

    [Parameter("Bound of a build, in the unit and in staging. Default is 900s")]
    private string BuildTimeout { get; } = "900s";

    [Parameter("The host to deploy to. Without one, the lab on this machine")]
    private string? SshHost { get; }

    [Parameter("Its SSH port. Default is 22")]
    private int SshPort { get; } = 22;

    [Parameter("The user to log in as")]
    private string? SshUser { get; }

    [Parameter("Private key file. Default is ~/.ssh/id_ed25519")]
    private string SshKey { get; } = "~/.ssh/id_ed25519";

    [Secret]
    [Parameter("Passphrase of the key: only by the variable COINPILOT_SSH_KEY_PASSPHRASE, or on standard input when that is '-'")]
    private string? SshKeyPassphrase { get; }

    [Parameter("The host's key: a known_hosts file or SHA256:… . Default is ~/.ssh/known_hosts")]
    private string SshHostKey { get; } = "~/.ssh/known_hosts";

    [Parameter("A release's id. Default is what the target says")]
    private string? Release { get; }

    [Parameter("PlanDeployment: a file to save the plan to")]
    private string? Out { get; }

    [Parameter("DeployUnit: apply exactly the plan that this file holds, or nothing")]
    private string? PlanFile { get; }

    [Parameter("How long the stack must stay up to pass the gate. Default is 10s")]
    private string StableFor { get; } = "10s";

    [Parameter("How long the gate waits. Default is derived from the healthchecks")]
    private string? GateTimeout { get; }

    [Parameter("When the host reverts by itself an unconfirmed release. Default is derived; a smaller one is refused")]
    private string? ConfirmWithin { get; }

    [Parameter("DeployUnit: how long to wait while somebody else's deployment is not confirmed. Without it that is refused at once")]
    private string? Wait { get; }

    [Parameter("VerifyReboot: how long the host may take until everything is up again. Default is 600s")]
    private string RebootTimeout { get; } = "600s";

    [Parameter("Recreate and pull although nothing changed")]
    private bool Force { get; }

    [Parameter("Volumes or folders that a service may begin empty on, by name, one or more (',' between them in a variable)", Separator = ",")]
    private string[] AcceptNewVolume { get; } = [];

    [Parameter("Ask no questions")]
    private bool Yes { get; }

    [Parameter("Print JSON lines")]
    private bool Json { get; }

    [Parameter("A file for the verdict and the run as JSON")]
    private string? Report { get; }

    [Parameter("Logs: services, one or more (',' between them). Default is all", Separator = ",")]
    private string[] Service { get; } = [];

    [Parameter("Logs: how far back, such as 10m")]
    private string? Since { get; }

    [Parameter("Logs: lines a service, default 100 without --since. History: entries, default 20")]
    private int? Tail { get; }

    [Parameter("Logs: go on until Ctrl-C")]
    private bool Follow { get; }

    [Parameter("LabDown: the image cache as well; Test: the long end-to-end tests as well")]
    private bool All { get; }

    [Parameter("ValidateCompose: a file with one Compose file a line; prints path, tab, accept or refuse for each")]
    private string? ComposeList { get; }

    [Parameter("on, or off: then only Compose's own rules speak. Default is on")]
    private string Lint { get; } = "on";

    [Parameter("Lints that are allowed here: rule=reason, one or more (';' between them in a variable)", Separator = ";")]
    private string[] Allow { get; } = [];

    [Parameter("ValidateCompose: text, json, sarif or github. Default is what the name of --findings-file says, else text")]
    private string? FindingsFormat { get; }

    [Parameter("ValidateCompose: a file for the findings")]
    private string? FindingsFile { get; }

    [Parameter("DeployUnit: a notify.json for the host: who is told when something happens there. Default is the one that is there")]
    private string? NotifyFile { get; }

    private RunParameters Options => new()
    {
        RootDirectory = RootDirectory,
        App = App,
        UnitName = UnitName,
        ComposeFiles = [.. ComposeFiles],
        StackSource = StackSource,
        HostDirectory = HostDirectory,
        EnvFile = EnvFile,
        StartPolicy = StartPolicy,
        PullTimeout = PullTimeout,
        BuildTimeout = BuildTimeout,
        SshHost = SshHost,
        SshPort = SshPort,
        SshUser = SshUser,
        SshKey = SshKey,
        SshKeyPassphrase = SshKeyPassphrase,
        SshHostKey = SshHostKey,
        Release = Release,
        Out = Out,
        PlanFile = PlanFile,
        StableFor = StableFor,
        GateTimeout = GateTimeout,
        ConfirmWithin = ConfirmWithin,
        Wait = Wait,
        RebootTimeout = RebootTimeout,
        Force = Force,
        AcceptNewVolume = [.. AcceptNewVolume],
        Json = Json,
        Report = Report,
        Services = [.. Service],
        Since = Since,
        Tail = Tail,
        Follow = Follow,
        ComposeList = ComposeList,
        Lint = Lint,
        Allow = [.. Allow],
        FindingsFormat = FindingsFormat,
        FindingsFile = FindingsFile,
        NotifyFile = NotifyFile,
    };
}
