using System.Runtime.Versioning;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Host.Shell;
using Xunit;

namespace CoinPilot.Host;

/// <summary>
/// The host program with its folders below a temporary one, and with docker, systemctl and systemd-run that do what the
/// test says; it needs neither root nor systemd. A pending switch of <c>app</c> from <c>old</c> to <c>new</c> lies there.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HostSandbox : IDisposable
{
    // What each stub was asked for is a line of `calls`.
    private const string Log = "#!/bin/sh\necho \"${0##*/} $*\" >>ROOT/calls\n";

    // A unit is `active`, unless the file of that name says otherwise. A reload fails as often as `failures` has bytes.
    private const string Systemctl = Log + """
        state=active
        [ ! -f ROOT/state ] || state=$(cat ROOT/state)
        case "$*" in
          *"is-active -q app-revert.timer") [ -f ROOT/timer ] ;;
          *is-active*) [ "$state" = active ] ;;
          *ActiveState,MainPID*) echo "ActiveState=$state MainPID=0" ;;
          *"-p ActiveState"*) echo "$state" ;;
          *"-p SubState"*) echo exited ;;
          reload*)
            [ -s ROOT/failures ] || exit 0
            printf %s "$(tail -c +2 ROOT/failures)" >ROOT/failures.part && mv ROOT/failures.part ROOT/failures
            exit 1 ;;
        esac
        """;

    // Docker is away as often as `away` has bytes, or for good with a file `gone`; it is waited for as long as `patience` says.
    private const string Docker = Log + """
        [ ! -e ROOT/gone ] || exit 1
        if [ -s ROOT/away ]; then
          printf %s "$(tail -c +2 ROOT/away)" >ROOT/away.part && mv ROOT/away.part ROOT/away
          echo 'Cannot connect to the Docker daemon' >&2
          exit 1
        fi
        case "$*" in "image inspect"*) shift 5; for name; do echo "sha256:$name"; done ;; esac
        """;

    private const string SystemdRun = Log + """
        for word; do
          case $word in --unit=*) : >"ROOT/run/systemd/transient/${word#--unit=}.service" ;; esac
        done
        """;

    // With a file `full` the disk is.
    private const string Full = "if [ -e ROOT/full ]; then echo \"${0##*/}: No space left on device\" >&2; exit 1; fi\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-host-");

    public HostSandbox()
    {
        foreach (var made in (string[])["bin", "etc/app-compose.service.d", "run/systemd/transient", "run/systemd/system", "var/app/old", "var/app/releases/old"])
        {
            Directory.CreateDirectory(PathOf(made));
        }

        Stub("systemctl", Systemctl);
        Stub("docker", Docker);
        Stub("systemd-run", SystemdRun);
        Stub("timeout", Log + "while case $1 in -k) shift ;; -*|[0-9]*) ;; *) false ;; esac; do shift; done; exec \"$@\"");
        Stub("sleep", Log + "exec /bin/sleep 0.2");
        Stub("sync", "#!/bin/sh");
        Stub("id", "#!/bin/sh\necho 0");
        Stub("install", "#!/bin/sh\n" + Full + "directory=no from='' to=''\nfor word; do from=$to to=$word; [ \"$word\" != -D ] || directory=yes; done\n[ $directory = no ] || mkdir -p \"${to%/*}\"\nexec /bin/cp \"$from\" \"$to\"");
        Stub("cp", "#!/bin/sh\n" + Full + "exec /bin/cp \"$@\"");
        Stub("mv", "#!/bin/sh\n/bin/mv \"$@\" || exit\n[ ! -e ROOT/dies ] || { rm ROOT/dies; kill -9 \"$PPID\"; }");
        Write("bin/host.sh", HostProgram.Text
            .Replace("/run/", PathOf("run") + "/", StringComparison.Ordinal)
            .Replace("/var/lib/coinpilot", PathOf("var"), StringComparison.Ordinal)
            .Replace("systemd_folder=/etc/systemd/system", "systemd_folder=" + PathOf("etc"), StringComparison.Ordinal)
            .Replace(" PATH=/usr/local/sbin", $" PATH={PathOf("bin")}:/usr/local/sbin", StringComparison.Ordinal)
            .Replace("docker_patience=60", $"docker_patience=$(cat {PathOf("patience")})", StringComparison.Ordinal));
        File.Copy(PathOf("bin/host.sh"), PathOf("var/app/host.sh"));
        Directory.CreateDirectory(PathOf("etc/multi-user.target.wants"));
        Write("patience", "30");
        Write("etc/app-compose.service", "new unit\n");
        Write("run/systemd/system/app-compose.service.d/60-transaction.conf", "new transaction\n");
        Write("var/app/old/unit", "old unit\n");
        Write("var/app/old/hold.conf", "old hold\n");
        Write("var/app/old/transaction.conf", "old transaction\n");
        Write("var/app/old/tags", "");
        Write("var/app/journal.jsonl", "");
        Write("var/app/pending", """
            format='1'
            new='new'
            old='old'
            app='app'
            unit='app-compose.service'
            project='app'
            phase='started'
            until='1'
            old_enabled='yes'
            old_active='active'
            old_images='web=web:1'
            new_images='web=web:1'
            start_timeout='20'
            old_start_timeout='70'

            """);
    }

    /// <summary>What docker, systemctl and the other stubs were asked for, in this order.</summary>
    public string[] Calls => File.Exists(PathOf("calls")) ? File.ReadAllLines(PathOf("calls")) : [];

    public bool IsPending => Exists("var/app/pending");

    public string PathOf(string path) => Path.Combine(folder.FullName, path);

    public bool Exists(string path) => File.Exists(PathOf(path));

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    /// <summary>Old unit and hold lie beside their places, as a switch leaves them.</summary>
    public void LayReady()
    {
        Write("etc/.app-compose.service.back", "old unit\n");
        Write("etc/app-compose.service.d/.50-hold.conf.back", "old hold\n");
    }

    public Task<BufferedCommandResult> RunAsync(string verb, params string[] arguments) =>
        Cli.Wrap("/bin/sh").WithArguments([PathOf("bin/host.sh"), verb, "app=app", .. arguments])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

    public void Dispose() => folder.Delete(recursive: true);

    private void Stub(string name, string text)
    {
        Write("bin/" + name, text.Replace("ROOT", folder.FullName, StringComparison.Ordinal) + "\n");
        File.SetUnixFileMode(PathOf("bin/" + name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
