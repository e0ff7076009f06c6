using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Host.Shell;
using Xunit;

namespace CoinPilot.Host;

/// <summary>The functions of the host's program, to be called one by one, with a docker of a few files under them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class HostParts : IDisposable
{
    private const string Main = "\ncase $0 in /*) program=$0";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-parts-");

    public HostParts()
    {
        foreach (var name in (string[])["bin", "docker", "base/releases", "base/old", "systemd"])
        {
            folder.CreateSubdirectory(name);
        }

        Write("bin/docker", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Host", "docker.sh")));
        File.SetUnixFileMode(Path.Combine(folder.FullName, "bin/docker"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (var name in (string[])["names", "containers", "registry", "half-made", "made-from", "log"])
        {
            Write($"docker/{name}", "");
        }
    }

    /// <summary>Shells that a host may have as <c>sh</c>.</summary>
    public static TheoryData<string> Shells => [.. ShellNames];

    public static IEnumerable<string> ShellNames => new[] { "/bin/dash", "/bin/bash" }.Where(File.Exists);

    /// <summary>A file of the fake docker (docker/…), of the app (base/…) or of systemd (systemd/…).</summary>
    public void Write(string name, params string[] lines)
    {
        var file = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, string.Concat(lines.Select(x => x.TrimEnd('\n') + "\n")));
    }

    public string Read(string name)
    {
        var file = Path.Combine(folder.FullName, name);
        return File.Exists(file) ? File.ReadAllText(file).Replace(folder.FullName, "", StringComparison.Ordinal) : "";
    }

    /// <summary>What a name of an image means; null for nothing.</summary>
    public string? Meaning(string name) =>
        Read("docker/names").Split('\n').Select(x => x.Split(' ')).LastOrDefault(x => x[0] == name)?[1];

    /// <summary>Runs shell text after the program's functions, as a verb would.</summary>
    public async Task<BufferedCommandResult> RunAsync(string shell, string text)
    {
        var program = HostProgram.Text;
        Assert.Contains(Main, program, StringComparison.Ordinal);
        Write("program", string.Create(CultureInfo.InvariantCulture, $"""
            {program[..program.IndexOf(Main, StringComparison.Ordinal)]}
            PATH={folder.FullName}/bin:$PATH base={folder.FullName}/base systemd_folder={folder.FullName}/systemd
            app=tiny unit=tiny-compose.service verb=test explained=no job=no boot=no by=test from=- why='' reason='' session='' work=$base/work
            pending=$base/pending docker_known=$base/known
            sync() {"{ :; }"}
            {text}
            """));
        return await Cli.Wrap(shell).WithArguments([Path.Combine(folder.FullName, "program")])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
