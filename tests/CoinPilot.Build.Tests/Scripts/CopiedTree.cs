using System.Diagnostics;
using System.Globalization;
using CliWrap.Buffered;
using Xunit;

namespace CoinPilot.Scripts;

/// <summary>A checkout with build.sh and little else, in a path with spaces, without git, and with an SDK that only notes what it is asked for.</summary>
internal sealed class CopiedTree : IDisposable
{
    private const string FakeSdk = """
        #!/bin/sh
        here=$(dirname "$0")
        echo "$PWD: $*" >>"$here/calls"
        until_ended() { trap 'kill $! 2>/dev/null; exit 0' TERM; } # as the real one: restore and build make it a success
        sleep_on() { sleep 600 & wait; }
        case $1 in
          --version) [ -e "$here/too-old" ] && exit 1; echo 10.0.100 ;;
          restore)
            until_ended
            case $2 in *ready-to-run*) [ -e "$here/has-compiler" ]; exit ;; esac
            [ -e "$here/hangs" ] && sleep_on; [ -e "$here/has-nuke" ] ;;
          build)
            until_ended
            [ -e "$here/build-hangs" ] && { echo $$ >"$here/hanging"; sleep_on; }
            [ -e "$here/compile-error" ] && { echo 'Build.cs(1,1): error CS1002: ; expected'; exit 1; }
            case $2 in
              *ready-to-run*)
                [ -e "$here/compiler-fails" ] && exit 1
                [ -e "$here/compiler-waits" ] && sleep_on
                for word in "$@"; do case $word in -p:To=*) echo compiled >"${word#-p:To=}/_build.offline.dll" ;; esac; done ;;
              *offline*) mkdir -p build/offline-engine/bin/Debug/net10.0; : >build/offline-engine/bin/Debug/net10.0/_build.offline.dll ;;
              *) mkdir -p build/bin/Debug; : >build/bin/Debug/_build.dll ;;
            esac ;;
          *)
            program=$1
            shift
            echo "ran $(basename "$program") in $PWD"
            for word in "$@"; do echo "word <$word>"; done
            exit "${FAKE_EXIT:-0}" ;;
        esac
        """;

    private const string NotingChecksum = """
        #!/bin/sh
        echo "$*" >>"$(dirname "$0")/checksums"
        PATH=${PATH#*:} exec sha256sum "$@"
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot tree ").FullName;

    public CopiedTree()
    {
        foreach (var file in (string[])["build.sh", "global.json", "Directory.Build.props", "Directory.Packages.props", ".editorconfig"])
        {
            Directory.CreateDirectory(Root);
            File.Copy(Path.Combine(ProcessRun.ProjectRoot, file), Path.Combine(Root, file));
        }

        Write("build/Build.cs", "first");
        Write("src/Some Core.cs", "first");
        Write(".nuke/build.schema.json", "{}");
        Directory.CreateDirectory(Path.Combine(Sdk, "sdk", "10.0.100"));
        ScriptFile.Write(Path.Combine(Sdk, "dotnet"), FakeSdk);
        ScriptFile.Write(Path.Combine(Sdk, "sha256sum"), NotingChecksum);
    }

    public string Root => Path.Combine(folder, "a checkout");

    public string Sdk => Path.Combine(folder, "an sdk");

    public string Home => Path.Combine(folder, "home");

    /// <summary>What the SDK was asked for, without the folder.</summary>
    public string[] Calls => [.. Notes.Select(x => x.Split(": ", 2)[1])];

    private string[] Notes => File.Exists(Path.Combine(Sdk, "calls")) ? File.ReadAllLines(Path.Combine(Sdk, "calls")) : [];

    public int Builds => Calls.Count(x => x.StartsWith("build ", StringComparison.Ordinal)) - Compilations;

    public int Checksums => File.ReadAllLines(Path.Combine(Sdk, "checksums")).Length;

    /// <summary>Probes for NUKE's package.</summary>
    public int Restores => Calls.Count(x => x.StartsWith("restore build/_build.csproj", StringComparison.Ordinal));

    public int CompilerProbes => Calls.Count(x => x.StartsWith("restore build/ready-to-run/", StringComparison.Ordinal));

    public int Compilations => Calls.Count(x => x.StartsWith("build build/ready-to-run/", StringComparison.Ordinal));

    /// <summary>The program that ran last.</summary>
    public string ProgramFile => Runs[^1][..(Runs[^1].IndexOf(".dll", StringComparison.Ordinal) + 4)];

    /// <summary>What stands in it.</summary>
    public string Program => File.ReadAllText(ProgramFile);

    private string[] Runs => [.. Calls.Where(x => x.StartsWith('/'))];

    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Makes the SDK behave: too-old, hangs, has-nuke, has-compiler, compiler-fails, compiler-waits, build-hangs, compile-error.</summary>
    public void Set(string behaviour) => File.WriteAllText(Path.Combine(Sdk, behaviour), "");

    public void Reset(string behaviour) => File.Delete(Path.Combine(Sdk, behaviour));

    public void PutNukeIntoThePackagesFolder()
    {
        var package = Path.Combine(Home, ".nuget/packages/nuke.common/10.1.0");
        Directory.CreateDirectory(package);
        File.WriteAllText(Path.Combine(package, "nuke.common.nuspec"), "");
    }

    /// <summary>Runs build.sh, and waits for what it goes on with beside the run.</summary>
    public async Task<BufferedCommandResult> RunAsync(string[] arguments, params (string, string?)[] environment)
    {
        var run = await RunAloneAsync(arguments, environment);
        await UntilCompiledAsync();
        return run;
    }

    /// <summary>Runs build.sh to its end.</summary>
    public async Task<BufferedCommandResult> RunAloneAsync(string[] arguments, params (string, string?)[] environment)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
        Directory.CreateDirectory(Home);
        return await ProcessRun.Of(
                Path.Combine(Root, "build.sh"),
                arguments,
                [("HOME", Home), ("PATH", $"{Sdk}:{Environment.GetEnvironmentVariable("PATH")}"), ("CI", null), .. environment])
            .WithWorkingDirectory(Home)
            .ExecuteBufferedAsync(limit.Token);
    }

    /// <summary>Runs build.sh with an SDK that hangs in its build, and sends it a signal then; the exit code, and the process that hung.</summary>
    public async Task<(int ExitCode, string Hanging)> EndWhileBuildingAsync(string signal)
    {
        Set("build-hangs");
        var hanging = Path.Combine(Sdk, "hanging");
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
        Directory.CreateDirectory(Home);
        var run = ProcessRun.Of(
                "env",
                ["--default-signal=INT", Path.Combine(Root, "build.sh"), "Status"],
                [("HOME", Home), ("PATH", $"{Sdk}:{Environment.GetEnvironmentVariable("PATH")}"), ("CI", "true")])
            .ExecuteBufferedAsync(limit.Token);
        while (!File.Exists(hanging) || new FileInfo(hanging).Length == 0)
        {
            await Task.Delay(50, limit.Token);
        }

        await ProcessRun.RunAsync("kill", [$"-{signal}", $"{run.ProcessId}"]);
        return ((await run).ExitCode, (await File.ReadAllTextAsync(hanging, limit.Token)).Trim());
    }

    /// <summary>Waits until the process that compiles beside a run has ended.</summary>
    public async Task UntilCompiledAsync()
    {
        while (Compiler is { } process)
        {
            using (process)
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Ends the process that compiles beside a run in the middle of it, as a machine that is shut down does.</summary>
    public async Task EndCompilerAsync()
    {
        while (Compilations == 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        using var process = Compiler ?? throw new InvalidOperationException("nothing compiles");
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Process? Compiler
    {
        get
        {
            var file = Path.Combine(Root, ".nuke/temp/compiling");
            if (!File.Exists(file) || !int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            try
            {
                return Process.GetProcessById(id) is { HasExited: false } process ? process : null;
            }
            catch (ArgumentException)
            {
                // It has ended, and so nobody has this number.
                return null;
            }
        }
    }
}
