using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Ssh;

namespace CoinPilot.Host.Shell;

/// <summary>One verb asked of the host program that serves, and what has come back so far.</summary>
internal sealed class ShellRequest
{
    // Lines of logs are for whoever watches them come: there is no end to them.
    private const string NotKept = "line";

    // One thread reads the answer; who waits for it goes on elsewhere.
    private readonly TaskCompletionSource<VerbResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder output = new();
    private readonly Action<string, string>? onFact;
    private readonly Stream payload;
    private readonly byte[] line;
    private int sentOfLine;
    private long left;
    private volatile bool wasGiven;
    private volatile bool isWhole;

    public ShellRequest(string verb, IEnumerable<string> arguments, Stream? payload, Action<string, string>? onFact, bool onlyAfterSuccess)
    {
        Verb = verb;
        this.payload = payload ?? Stream.Null;
        this.onFact = onFact;
        left = this.payload.Length - this.payload.Position;
        ImmutableArray<string> words = [verb, .. arguments];
        if (words.Any(word => word.Contains('\n', StringComparison.Ordinal)))
        {
            throw new ArgumentException("An argument of a verb is one line.", nameof(arguments));
        }

        line = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{left} {(onlyAfterSuccess ? "after-success" : "always")} {Token} {string.Join(' ', words.Select(ShellWord.Quote))}\n"));
    }

    public string Verb { get; }

    /// <summary>What the host says with the end of this verb, so that nothing that the verb shows can pass for it.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Ends with the verb.</summary>
    public Task<VerbResult> Answer => answer.Task;

    /// <summary>Whether the host may have got it.</summary>
    public bool WasGiven => wasGiven;

    /// <summary>Whether all of it was given away, its payload too.</summary>
    public bool IsWhole => isWhole;

    /// <summary>The next bytes to send; 0 when there are no more.</summary>
    public int Read(byte[] buffer, int offset, int count)
    {
        wasGiven = true;
        if (sentOfLine < line.Length)
        {
            var head = Math.Min(count, line.Length - sentOfLine);
            line.AsSpan(sentOfLine, head).CopyTo(buffer.AsSpan(offset));
            sentOfLine += head;
            isWhole = left == 0 && sentOfLine == line.Length;
            return head;
        }

        var read = payload.Read(buffer, offset, (int)Math.Min(count, left));
        left -= read;
        isWhole = left == 0;
        return read > 0 || left == 0 ? read : throw new EndOfStreamException($"The payload of {Verb} is {left} bytes shorter than it was.");
    }

    /// <summary>A fact that the verb printed.</summary>
    public void Take(string name, string value)
    {
        if (name != NotKept)
        {
            Keep(name, value);
        }

        try
        {
            onFact?.Invoke(name, value);
        }
        catch (Exception error)
        {
            // For whoever waits, not for the thread that reads for others too.
            answer.TrySetException(error);
        }
    }

    private void Keep(string name, string value)
    {
        if (output.Length + value.Length <= OutputLimit.Output)
        {
            output.Append(name).Append('\t').Append(value).Append('\n');
            return;
        }

        answer.TrySetException(new DeploymentException(
            $"{Verb}: the host's answer is longer than {OutputLimit.Output / 1024 / 1024} million characters, which no answer is. Next: look at the host; something there writes into it."));
    }

    /// <summary>The verb has ended.</summary>
    public void End(int exitCode, string noise) => answer.TrySetResult(new(Verb, exitCode, HostFacts.Parse(output.ToString()), noise));
}
