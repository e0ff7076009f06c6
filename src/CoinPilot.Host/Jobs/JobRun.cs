using System.Text.Json;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Jobs;

/// <summary>The other end of a detached job: the process that does what was asked, and writes what it tells into a file.</summary>
internal sealed class JobRun(HostParts host, IVerbs verbs, string name)
{
    /// <summary>The exit code of the process: the verb's own.</summary>
    public async Task<int> RunAsync(string requestFile)
    {
        var job = JsonSerializer.Deserialize(host.Files.Read(requestFile) ?? throw new IOException($"{requestFile} is gone"), ProtocolJson.Default.JobFile)!;
        var output = DetachedJob.OutputOf(job.Scope.App, name);
        await WriteAsync(output, new(1)).ConfigureAwait(false); // whoever can't tell how it goes doesn't begin
        VerbContext context = new(job.Scope, null, told => WriteAsync(output, new(1) { Event = told }));
        var end = await Answering.OfAsync(1, verbs, job.Request, context, CancellationToken.None).ConfigureAwait(false);
        await WriteAsync(output, end).ConfigureAwait(false);
        return end.Failure?.ExitCode ?? ExitStatus.Success;
    }

    private ValueTask WriteAsync(string output, AgentLine line)
    {
        host.Files.Append(output, [.. JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.AgentLine), (byte)'\n'], DurableFiles.Private);
        return ValueTask.CompletedTask;
    }
}
