using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>A real sshd on 127.0.0.1 with keys, log and authorized keys of its own, in a temporary folder.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd"];

    private readonly Process _process;
    private readonly int _listener;

    private SshServer(string folder, int port, Process process, int listener)
    {
        Folder = folder;
        Port = port;
        _process = process;
        _listener = listener;
    }

    public string Folder { get; }

    public int Port { get; }

    public string ClientKey => Path.Combine(Folder, "client");

    public string Log => File.ReadAllText(Path.Combine(Folder, "log"));

    public SshTarget Target => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        User = Environment.UserName,
        KeyFile = ClientKey,
        HostKeyPin = Fingerprint("ed25519"),
    };

    /// <summary>Why there can be no server here; a run of CI may not skip for it.</summary>
    public static string? Missing => Places.Any(File.Exists) ? null
        : Environment.GetEnvironmentVariable("CI") == "true" && Environment.IsPrivilegedProcess
            ? throw new InvalidOperationException("No sshd on this machine, and CI must run these tests: apt-get install openssh-server.")
            : "no sshd on this machine (apt-get install openssh-server)";

    public static async Task<SshServer> StartAsync(string settings = "", params string[] keyTypes)
    {
        if (Missing is { } reason)
        {
            Assert.Skip(reason);
        }

        var folder = Directory.CreateTempSubdirectory("coinpilot-sshd-").FullName;
        await KeyGen.MakeAsync(Path.Combine(folder, "client"), "ed25519");
        File.Copy(Path.Combine(folder, "client.pub"), Path.Combine(folder, "authorized_keys"));
        string[] types = keyTypes.Length == 0 ? ["ed25519"] : keyTypes;
        foreach (var type in types)
        {
            await KeyGen.MakeAsync(Path.Combine(folder, $"host_{type}"), type);
        }

        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "sshd_config"), string.Join('\n',
            [
                .. types.Select(t => $"HostKey {folder}/host_{t}"),
                string.Create(CultureInfo.InvariantCulture, $"Port {port}"),
                "ListenAddress 127.0.0.1",
                "PidFile none",
                "UsePAM no",
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                $"AuthorizedKeysFile {folder}/authorized_keys",
                "LogLevel DEBUG1",

                // bash reads the user's own .bashrc under sshd: slow, and killed half-way it leaves its locks behind.
                $"SetEnv HOME={folder}",
                settings,
                "",
            ]));
        if (Environment.IsPrivilegedProcess)
        {
            // Where Debian's sshd looks for its empty folder; a service would have made it.
            Directory.CreateDirectory("/run/sshd");
        }

        // The shell's input ends with this process, however that ends: no sshd stays behind.
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", """ "$@" & echo $!; read -r _; kill $! """, "sh", Places.First(File.Exists), "-D", "-f", $"{folder}/sshd_config", "-E", $"{folder}/log"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var listener = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var server = new SshServer(folder, port, process, listener);
        await server.WaitUntilListeningAsync();
        return server;
    }

    public string Fingerprint(string type) => PublicKey($"host_{type}").Fingerprint;

    public HostKey PublicKey(string file)
    {
        Assert.True(HostKey.TryParse(File.ReadAllText(Path.Combine(Folder, file + ".pub")).Split(' ')[1], out var key));
        return key!;
    }

    /// <summary>Writes a file into the server's folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The processes that serve connections, by now.</summary>
    public IReadOnlyList<int> Children() => ProcessTree.DescendantsOf(_listener);

    public async ValueTask DisposeAsync()
    {
        foreach (var child in Children())
        {
            ProcessTree.Signal(child, "CONT");
            ProcessTree.Signal(child, "KILL");
        }

        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilListeningAsync()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (File.Exists(Path.Combine(Folder, "log")) && Log.Contains("Server listening on", StringComparison.Ordinal))
            {
                return;
            }

            if (!Directory.Exists($"/proc/{_listener}"))
            {
                break;
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"sshd did not start; its log:\n{(File.Exists(Path.Combine(Folder, "log")) ? Log : "")}");
    }
}
