using System.Collections.Immutable;
using System.Text;
using CliWrap;
using CoinPilot.CommandLine;
using CoinPilot.Releases;

namespace CoinPilot.Lab;

/// <summary>The lab of one checkout: throwaway real hosts on this machine, by <c>tests/lab/lab.sh</c> (D078).</summary>
public sealed class LocalLab(string checkout, Action<string> onLine)
{
    public const string DefaultHost = "vm1";

    // Where the stack of this repository looks for it; a new host has it with random values.
    private static readonly string EnvFile = new HostLayout(AppName.Parse("coinpilot")).HostEnvFile;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private const string RealHost = "deploy to a real host instead: --ssh-host HOST --ssh-user USER --ssh-host-key SHA256:…";

    /// <summary>A name that keeps this lab apart from the checkout's own.</summary>
    public string Name { get; init; } = "";

    /// <summary>The process that this lab belongs to; once it has ended, the next lab to come up here clears this one.</summary>
    public int? Owner { get; init; }

    /// <summary>Brings the host up, making it and what it needs first; a host that runs is left as it is.</summary>
    public async Task<LabHost> UpAsync(string host, LabHostOptions options, CancellationToken ct) =>
        LabHost.Parse(await RunAsync(
            [
                "up", host,
                "--images", Word(options.Images),
                "--store", Word(options.Store),
                "--suite", Word(options.Suite),
                "--env", EnvFile,
            ],
            ct));

    /// <summary>The host as it is, or null when this lab has none of that name.</summary>
    public async Task<LabHost?> FindAsync(string host, CancellationToken ct)
    {
        var answer = await RunAsync(["list"], ct);
        return answer.Split('\n').Any(line => line.StartsWith(host + ' ', StringComparison.Ordinal))
            ? LabHost.Parse(await RunAsync(["info", host], ct))
            : null;
    }

    /// <summary>Removes one host, or the whole lab; nothing of it is left.</summary>
    public Task DownAsync(string? host, CancellationToken ct) => RunAsync(host is null ? ["down"] : ["down", host], ct);

    /// <summary>Removes the lab and, when no other lab uses it, the image cache.</summary>
    public Task DownWithCacheAsync(CancellationToken ct) => RunAsync(["down", "--all"], ct);

    /// <summary>Pulls the plug; the disk stays. <see cref="UpAsync"/> boots it again.</summary>
    public Task CutPowerAsync(string host, CancellationToken ct) => RunAsync(["cut", host], ct);

    /// <summary>Reboots the host in order and waits until sshd and Docker answer.</summary>
    public Task RebootAsync(string host, CancellationToken ct) => RunAsync(["reboot", host], ct);

    /// <summary>What the host sees of the registry from now on, later boots included.</summary>
    public Task SetRegistryAsync(string host, RegistryMode mode, CancellationToken ct) => RunAsync(["registry", host, Word(mode)], ct);

    private async Task<string> RunAsync(ImmutableArray<string> arguments, CancellationToken ct)
    {
        var program = Path.Combine(checkout, "tests", "lab", "lab.sh");
        EnsureAvailable(program);
        StringBuilder output = new();
        List<string> errors = [];
        using var force = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var registration = stop.Token.Register(() => force.CancelAfter(Patience));
        var command = Cli.Wrap("bash")
            .WithArguments([program, .. arguments])
            .WithEnvironmentVariables(v => v
                .Set("COINPILOT_LAB_NAME", Name)
                .Set("COINPILOT_LAB_OWNER", Owner is { } owner ? $"{owner}" : ""))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => Sort(line, errors)))
            .WithValidation(CommandResultValidation.None);
        var result = await ChildProcesses.RunAsync(() => command.ExecuteAsync(force.Token, stop.Token), running =>
        {
            // It clears up what is half done.
            stop.Cancel();
            Task.WhenAny(running).Wait(2 * Patience);
        });
        return result.ExitCode switch
        {
            0 => output.ToString(),
            ExitStatus.BadInput => throw new DeploymentException(Explain(arguments, errors), FailureKind.BadInput),
            _ => throw new DeploymentException(Explain(arguments, errors)),
        };
    }

    private void Sort(string line, List<string> errors)
    {
        if (line.StartsWith("lab: ", StringComparison.Ordinal))
        {
            errors.Add(line["lab: ".Length..]);
        }
        else
        {
            onLine(LabLine.Text(line));
        }
    }

    private static string Explain(ImmutableArray<string> arguments, List<string> errors)
    {
        var what = errors.FirstOrDefault(e => e.StartsWith("error: ", StringComparison.Ordinal))?["error: ".Length..];
        var fix = errors.FirstOrDefault(e => e.StartsWith("fix: ", StringComparison.Ordinal))?["fix: ".Length..];
        return $"The lab: {what ?? $"'lab.sh {string.Join(' ', arguments)}' failed; its messages are above"}.{(fix is null ? "" : $" Next: {fix}.")}";
    }

    private static void EnsureAvailable(string program)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DeploymentException($"The lab needs Linux with systemd-nspawn; this machine has another system. Next: {RealHost}.", FailureKind.BadInput);
        }

        if (!File.Exists(program))
        {
            throw new DeploymentException($"The lab's program is not there: {program}. Next: run in a whole checkout, or {RealHost}.", FailureKind.BadInput);
        }
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
