using CoinPilot.Hosts;
using Renci.SshNet;
using static CoinPilot.Ssh.BlockingWork;

namespace CoinPilot.Ssh;

/// <summary>One command on a channel. SSH.NET blocks in most of what it does, so each part has a thread that can be left behind.</summary>
internal sealed class RunningCommand(SshClient client, string shellText, CommandInput input, Action<string>? onOutputLine, Action onActivity)
{
    private const int ChunkSize = 32 * 1024;

    private SshCommand? _command;
    private Task? _started;
    private volatile bool _closed;

    public async Task<CommandResult> RunAsync(Task<string> lost, CancellationToken ct)
    {
        // Without a payload SSH.NET never says end of file, and a program that reads would wait for ever.
        var text = input.Parts.IsEmpty ? $"exec sh -c {ShellWord.Quote(shellText)} </dev/null" : shellText;
        var command = _command = client.CreateCommand(text);
        var started = OnThread(() => command.ExecuteAsync(CancellationToken.None));
        _started = started;
        var ended = Observed(await Either(started, lost, ct));

        var output = new OutputReader(command.OutputStream, OutputLimit.Output, keepEnd: false, onOutputLine, onActivity);
        var error = new OutputReader(command.ExtendedOutputStream, OutputLimit.Error, keepEnd: true, null, onActivity);
        Task[] readers = [OnThread(output.ReadToEnd), OnThread(error.ReadToEnd)];
        var writer = input.Parts.IsEmpty ? Task.CompletedTask : OnThread(() => Write(command));

        // A part that fails ends the wait; the writer may outlive the command when nobody reads its rest.
        var parts = new List<Task>([.. readers, writer]);
        while (!ended.IsCompleted)
        {
            var first = await Either(Task.WhenAny([ended, .. parts]), lost, ct);
            await first;
            parts.Remove(first);
        }

        await Either(ended, lost, ct);
        await Either(Task.WhenAll(readers), lost, ct);
        return new CommandResult(command.ExitStatus, output.Text, error.Text) { Signal = command.ExitSignal };
    }

    /// <summary>Closes the channel in the background, once the command that is being opened has been opened.</summary>
    public async Task CloseAsync()
    {
        _closed = true;
        if (_command is not { } command)
        {
            return;
        }

        await Task.WhenAny(_started ?? Task.CompletedTask);
        await Task.WhenAny(OnThread(command.Dispose));
    }

    private void Write(SshCommand command)
    {
        var sent = 0L;
        var chunk = new byte[ChunkSize];
        Stream? channel = null;
        if (!Try(() => channel = command.CreateInputStream()))
        {
            return;
        }

        foreach (var part in input.Parts)
        {
            int read;
            while ((read = part.Read(chunk, 0, chunk.Length)) > 0)
            {
                if (_closed || !Try(() => channel!.Write(chunk, 0, read)))
                {
                    return;
                }

                sent += read;
                onActivity();
                input.OnSent?.Invoke(sent);
            }
        }

        Try(channel!.Dispose);
    }

    // The program may be over before it has been given everything; that is for its exit code to say.
    private static bool Try(Action use)
    {
        try
        {
            use();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
