using System.Diagnostics;
using CliWrap;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>The same deployment by what an operator would have instead: one OpenSSH command that does the bare work, and Ansible.</summary>
internal sealed class OtherTools : IDisposable
{
    public const string InstallAnsible = "apt-get install -y --no-install-recommends ansible-core";

    // What is uploaded on standard input is all that travels. No check, no way back.
    private const string BareWork =
        "set -e; mkdir -p /opt/bare; tar -xf - -C /opt/bare; mv /opt/bare/bare.service /etc/systemd/system/; systemctl daemon-reload; "
        + "docker compose -p bare -f /opt/bare/compose.yml up -d; docker compose -p bare -f /opt/bare/compose.yml ps";

    private const string Unit =
        "[Unit]\nDescription=bare\nWants=docker.service\nAfter=docker.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"
        + "ExecStart=/usr/bin/docker compose -p bare -f /opt/bare/compose.yml up -d\n[Install]\nWantedBy=multi-user.target\n";

    private const string Playbook = """
        - hosts: all
          become: true
          tasks:
            - ansible.builtin.copy: { src: compose.yml, dest: /opt/bare/compose.yml, mode: "0644" }
            - ansible.builtin.copy: { src: bare.service, dest: /etc/systemd/system/bare.service, mode: "0644" }
            - ansible.builtin.systemd: { daemon_reload: true }
            - ansible.builtin.command: docker compose -p bare -f /opt/bare/compose.yml up -d
            - ansible.builtin.command: docker compose -p bare -f /opt/bare/compose.yml ps
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-bench-");
    private readonly LabHost host;

    public OtherTools(LabHost host)
    {
        this.host = host;
        Write("bare.service", Unit);
        Write("site.yml", Playbook);
        Write("tuned.yml", Playbook.Replace("  become: true", "  become: true\n  gather_facts: false", StringComparison.Ordinal));
        Write("ansible.cfg", "[defaults]\ninterpreter_python = /usr/bin/python3\n");
    }

    public static bool HasAnsible => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(x => File.Exists(Path.Combine(x, "ansible-playbook")));

    /// <summary>What both of them deploy next.</summary>
    public void Take(string composeFile) => File.Copy(composeFile, Path.Combine(folder.FullName, "compose.yml"), overwrite: true);

    /// <summary>Ansible's modules are Python: a lab host has none, and no way to a package, so it gets this machine's.</summary>
    public async Task GiveHostPythonAsync()
    {
        const string Find = "p=$(readlink -f /usr/bin/python3); l=$(/usr/bin/python3 -c 'import sysconfig; print(sysconfig.get_path(\"stdlib\"))'); tar -C / -c --exclude=__pycache__ --exclude=test --exclude=config-* ${p#/} ${l#/}";
        var unpack = "tar -x -C / && ln -sf $(ls /usr/bin/python3.* | head -n 1) /usr/bin/python3 && python3 -c 'import json, zipfile, ssl'";
        await ShellAsync($"{Find} | ssh {SshOptions(host.Port)} root@{host.Address} {Hosts.ShellWord.Quote(unpack)}");
    }

    /// <summary>Seconds that one OpenSSH command takes, from its start to its end.</summary>
    public Task<double> BareAsync(int port) => TimeAsync(
        $"tar -C {folder.FullName} -c compose.yml bare.service | ssh {SshOptions(port)} {host.User}@{Server(port)} {Hosts.ShellWord.Quote($"sudo -n sh -c {Hosts.ShellWord.Quote(BareWork)}")}");

    /// <summary>Seconds that a playbook takes, from its start to its end, with a connection of its own that it keeps for all tasks.</summary>
    /// <param name="isTuned">As fast as Ansible goes: without facts, modules sent through the connection (pipelining). Else as it is installed.</param>
    public async Task<double> AnsibleAsync(int port, bool isTuned)
    {
        var control = folder.CreateSubdirectory($"control-{Guid.NewGuid():N}").FullName;
        var seconds = await TimeAsync(
            $"cd {folder.FullName} && ANSIBLE_PIPELINING={isTuned} ANSIBLE_SSH_CONTROL_PATH_DIR={control} ansible-playbook -i {Server(port)}, -u {host.User} -e ansible_port={port} "
            + $"--ssh-common-args={Hosts.ShellWord.Quote(SshOptions(null))} {(isTuned ? "tuned" : "site")}.yml");
        foreach (var socket in Directory.EnumerateFileSystemEntries(control))
        {
            await ShellAsync($"ssh -o ControlPath={socket} -O exit any || :");
        }

        return seconds;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Server(int port) => port == host.Port ? host.Address : "127.0.0.1";

    private string SshOptions(int? port) =>
        $"{(port is null ? "" : $"-p {port} ")}-i {host.KeyFile} -o BatchMode=yes -o IdentitiesOnly=yes -o UserKnownHostsFile={host.KnownHostsFile} -o HostKeyAlias={host.Address} -o ControlMaster={(port is null ? "auto -o ControlPersist=60s" : "no")}";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text + "\n");

    private static async Task<double> TimeAsync(string shell)
    {
        var clock = Stopwatch.StartNew();
        await ShellAsync(shell);
        return clock.Elapsed.TotalSeconds;
    }

    // Into a file: the connection that Ansible keeps would hold a pipe open, and the end would never come.
    private static async Task ShellAsync(string shell)
    {
        var log = Path.GetTempFileName();
        var result = await Cli.Wrap("/bin/sh").WithArguments(["-c", $"exec >{log} 2>&1 </dev/null; {shell}"]).WithValidation(CommandResultValidation.None)
            .ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"{shell}\nexit {result.ExitCode}\n{await File.ReadAllTextAsync(log)}");
        File.Delete(log);
    }
}
