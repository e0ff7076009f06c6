using System.Text;
using CoinPilot.Hosts;
using Renci.SshNet;
using static CoinPilot.Transport.BlockingWork;

namespace CoinPilot.Transport;

/// <summary>One command on a channel. SSH.NET blocks in most of what it does, so each part has a thread that can be left behind.</summary>
internal sealed class RunningCommand(CommandChannel channel, string shellText, CommandInput input, Action<string>? onOutputLine, Action onActivity)
{
    private const int ChunkSize = 32 * 1024;

    // A peer ends the whole connection over a byte for a channel that was closed; a writer may be stuck for good.
    private static readonly TimeSpan WriterPatience = TimeSpan.FromSeconds(1);

    private Task _ended = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private volatile bool _given;
    private volatile bool _closed;

    /// <summary>Whether the host may have got the command.</summary>
    public bool MayHaveRun => _given;

    /// <summary>Until the shell on the host waits for the command.</summary>
    public async Task StartAsync(Task<string> lost, CancellationToken ct) => _ended = await channel.StartedAsync(lost, ct);

    /// <summary>Gives the command away and waits for its end.</summary>
    public async Task<CommandResult> RunAsync(Task<string> lost, CancellationToken ct)
    {
        var command = channel.Command;
        var output = new OutputReader(command.OutputStream, OutputLimit.Output, keepEnd: false, onOutputLine, onActivity);
        var error = new OutputReader(command.ExtendedOutputStream, OutputLimit.Error, keepEnd: true, null, onActivity);
        Task[] readers = [OnThread(output.ReadToEnd), OnThread(error.ReadToEnd)];

        // A part that fails ends the wait; the writer may outlive the command when nobody reads its rest.
        _writing = OnThread(() => Write(command));
        List<Task> parts = [.. readers, _writing];
        while (!_ended.IsCompleted)
        {
            var first = await Either(Task.WhenAny([_ended, .. parts]), lost, ct);
            await first;
            parts.Remove(first);
        }

        await Either(_ended, lost, ct);

        // The exit code is known now, and both streams end with the channel: a connection that is lost from here on took nothing
        // of the answer with it. OpenSSH ends a connection over a byte for a closed channel, and the writer may send one.
        await Task.WhenAll(readers).WaitAsync(ct);
        return new CommandResult(command.ExitStatus, output.Text, error.Text) { Signal = command.ExitSignal };
    }

    public async Task CloseAsync()
    {
        _closed = true;
        await Task.WhenAny(_writing, Task.Delay(WriterPatience));
        await channel.CloseAsync();
    }

    private void Write(SshCommand command)
    {
        Stream? stdin = null;
        var text = Encoding.UTF8.GetBytes(shellText);
        byte[] head = [.. Encoding.ASCII.GetBytes($"{text.Length}\n"), .. text];
        _given = true;
        if (!Try(() => (stdin = command.CreateInputStream()).Write(head)))
        {
            return;
        }

        var chunk = new byte[ChunkSize];
        foreach (var part in input.Parts)
        {
            int read;
            while ((read = part.Read(chunk, 0, chunk.Length)) > 0)
            {
                if (_closed || !Try(() => stdin!.Write(chunk, 0, read)))
                {
                    return;
                }

                onActivity();
            }
        }

        if (!_closed)
        {
            Try(stdin!.Dispose);
        }
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
