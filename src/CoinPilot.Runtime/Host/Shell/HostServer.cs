using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Host.Shell;

/// <summary>
/// The host program as it serves on one channel: it was sent once, and runs one verb after the other in the order in which
/// they were asked for. What can't be awaited any longer closes the channel, as it would for a verb that runs alone.
/// </summary>
internal sealed class HostServer : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<ShellRequest> asked = [];
    private readonly RequestStream requests = new();
    private readonly CancellationTokenSource close = new();
    private readonly TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHostSession session;
    private readonly Func<CommandResult, Task<AgentNotRunException>> notStarted;
    private readonly Task<CommandResult> over;
    private int closed;

    /// <param name="isForPreview">The first verb will be <c>preview</c>.</param>
    /// <param name="notStarted">What to say when the program could not be started at all.</param>
    public HostServer(IHostSession session, HostIdentity identity, bool isForPreview, Func<CommandResult, Task<AgentNotRunException>> notStarted)
    {
        this.session = session;
        this.notStarted = notStarted;
        var shell = HostProgram.Bootstrap("serve", isForPreview ? [.. identity.Arguments, "ahead=preview"] : [], identity.IsRoot);
        over = session.RunAsync(shell, CommandInput.Of(HostProgram.Packed).Then(requests), Take, Timeout.InfiniteTimeSpan, close.Token);
        _ = LeftBehind.Observed(over);
    }

    /// <summary>No further verb can be asked for here.</summary>
    public bool IsOver => over.IsCompleted || Volatile.Read(ref closed) != 0;

    /// <summary>Waits until the program runs on the host.</summary>
    public async Task ReadyAsync(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            if (await Task.WhenAny(serving.Task, over).WaitAsync(timeout, ct).ConfigureAwait(false) == over && !serving.Task.IsCompleted)
            {
                throw await notStarted(await over.ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            Dispose();
            throw new DeploymentException(
                $"{session.Description}: the host program had not started after {timeout.TotalSeconds:0} s. Next: log in there, and see what a shell waits for or prints before its first command.");
        }
    }

    public async Task<VerbResult> RunAsync(ShellRequest request, TimeSpan timeout, CancellationToken ct)
    {
        lock (gate)
        {
            if (!requests.TryAdd(request))
            {
                throw ContactLostException.Of(session.Description, "the channel was closed", mayHaveRun: false, inner: null);
            }

            asked.Enqueue(request);
        }

        try
        {
            await Task.WhenAny(request.Answer, over).WaitAsync(timeout, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Dispose();
            throw CommandTimedOutException.After(timeout, session.Description);
        }
        catch (OperationCanceledException)
        {
            Dispose();
            throw;
        }

        if (!request.Answer.IsCompleted)
        {
            return await UnansweredAsync(request).ConfigureAwait(false);
        }

        if (!request.IsWhole || request.Answer.IsFaulted)
        {
            // A verb that was refused before its payload was sent: the rest of it would only cost time. Or an answer that nobody takes any more.
            Dispose();
        }

        return await request.Answer.ConfigureAwait(false);
    }

    /// <summary>Closes the channel; a verb that runs on the host ends when it next writes, or survives, by its own rules.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            close.Cancel();
            requests.Dispose();
            close.Dispose();
        }
    }

    private async Task<VerbResult> UnansweredAsync(ShellRequest request)
    {
        try
        {
            var result = await over.ConfigureAwait(false);
            if (!serving.Task.IsCompleted)
            {
                throw await notStarted(result).ConfigureAwait(false);
            }

            request.End(ExitStatus.Failure, $"{result.Error}\nthe host program was ended before it had answered");
            return await request.Answer.ConfigureAwait(false);
        }
        catch (ContactLostException lost)
        {
            throw ContactLostException.Of(session.Description, lost.Cause ?? lost.Message, request.WasGiven, lost);
        }
        catch (OperationCanceledException error)
        {
            throw ContactLostException.Of(session.Description, "the channel was closed", request.WasGiven, error);
        }
    }

    // On the thread that reads the channel, line by line.
    private void Take(string line)
    {
        var parts = line.Split('\t', 2);
        if (parts.Length < 2)
        {
            return;
        }

        if (parts[0] == "serving" && !serving.Task.IsCompleted)
        {
            serving.SetResult();
            return;
        }

        ShellRequest? request;
        var words = parts[1].Split(' ', 3);
        bool isEnd;
        lock (gate)
        {
            if (!asked.TryPeek(out request))
            {
                return;
            }

            isEnd = parts[0] == "verb-end" && words.Length == 3 && words[0] == request.Token;
            if (isEnd)
            {
                asked.Dequeue();
            }
        }

        if (isEnd)
        {
            request.End(int.Parse(words[1], CultureInfo.InvariantCulture), HostFacts.Decode(words[2]));
        }
        else
        {
            request.Take(parts[0], parts[1]);
        }
    }
}
