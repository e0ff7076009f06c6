using System.Text;
using CliWrap;
using CliWrap.Buffered;
using Xunit;

namespace CoinPilot.Host;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostProgramTests
{
    [Fact]
    public async Task The_program_is_counted_off_and_the_payload_is_never_run()
    {
        var shell = HostProgram.Bootstrap("frobnicate", ["app=coinpilot"], asRoot: true);
        byte[] input = [.. HostProgram.Program, .. Encoding.UTF8.GetBytes("echo the payload was run >&2\n")];

        var result = await Cli.Wrap("/bin/sh").WithArguments(["-c", shell])
            .WithStandardInputPipe(PipeSource.FromBytes(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitStatus.BadInput, result.ExitCode);
        Assert.DoesNotContain("the payload was run", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_words_whatever_is_in_them()
    {
        var shell = HostProgram.Bootstrap("observe", ["by=a b; rm -rf /"], asRoot: false);

        Assert.StartsWith("sudo -n sh -c ", shell, StringComparison.Ordinal);
        Assert.EndsWith(" coinpilot observe 'by=a b; rm -rf /'", shell, StringComparison.Ordinal);
    }
}
