using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Host.Shell;

/// <summary>A host that answers each verb as a test says, with no connection and no shell.</summary>
internal sealed class FakeHost
{
    private readonly Dictionary<string, Func<Answer>> answers = [];
    private readonly ConcurrentQueue<string> asked = new();

    /// <summary>The verbs that have reached it, in order.</summary>
    public IEnumerable<string> Asked => asked;

    /// <summary>How a verb ends, and the facts that it prints before.</summary>
    public FakeHost On(string verb, int exitCode, params string[] facts) => Set(verb, new(exitCode, facts));

    /// <summary>A verb that never ends.</summary>
    public FakeHost HangsAt(string verb, params string[] facts) => Set(verb, new(null, facts));

    /// <summary>A verb that the connection is lost at.</summary>
    public FakeHost LosesContactAt(string verb) => Set(verb, new(null, []) { IsLost = true });

    public Task<HostConnection> ConnectAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(new HostConnection(new Session(this), new(AppName.Parse("web"), "web-compose.service", "root", "test", "test")));
    }

    /// <summary>The same, as the contract sees it.</summary>
    public async Task<IHostAgent> AgentAsync(CancellationToken ct) => new ShellAgent(await ConnectAsync(ct));

    /// <summary>Waits until a verb has reached it; for five minutes at most.</summary>
    public async Task UntilAskedAsync(string verb, CancellationToken ct)
    {
        for (var begun = Stopwatch.StartNew(); !asked.Contains(verb) && begun.Elapsed < TimeSpan.FromMinutes(5);)
        {
            await Task.Delay(10, ct);
        }
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private FakeHost Set(string verb, Answer answer)
    {
        answers[verb] = () => answer;
        return this;
    }

    private Answer AnswerTo(string verb)
    {
        asked.Enqueue(verb);
        return answers.TryGetValue(verb, out var answer) ? answer() : throw new InvalidOperationException($"Nobody said how {verb} ends.");
    }

    private sealed record Answer(int? ExitCode, string[] Facts)
    {
        public bool IsLost { get; init; }
    }

    private sealed class Session(FakeHost host) : IHostSession
    {
        public string Description => "root@fake:22";

        public Task<CommandResult> RunAsync(string shellText, CommandInput input, Action<string>? onOutputLine, TimeSpan timeout, CancellationToken ct)
        {
            var words = shellText.Split(' ');
            var verb = words[Array.LastIndexOf(words, "coinpilot") + 1];
            return verb == "serve" ? Task.Run(() => ServeAsync(input.Parts[^1], onOutputLine!, ct), ct) : RunOneAsync(verb, onOutputLine!, ct);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<CommandResult> RunOneAsync(string verb, Action<string> say, CancellationToken ct) => new(await AnswerAsync(verb, say, ct), "", "");

        private async Task<CommandResult> ServeAsync(Stream requests, Action<string> say, CancellationToken ct)
        {
            say("serving\tfake");
            var before = 0;
            while (ReadLine(requests) is { } line)
            {
                var words = line.Split(' ');
                requests.ReadExactly(new byte[int.Parse(words[0], CultureInfo.InvariantCulture)]);
                before = words[1] == "after-success" && before != 0 ? ExitStatus.Conflict : await AnswerAsync(words[3].Trim('\''), say, ct);
                say($"verb-end\t{words[2]} {before} ");
            }

            return new(0, "", "");
        }

        private async Task<int> AnswerAsync(string verb, Action<string> say, CancellationToken ct)
        {
            var answer = host.AnswerTo(verb);
            foreach (var fact in answer.Facts)
            {
                say(fact);
            }

            if (answer.IsLost)
            {
                throw new ContactLostException($"lost at {verb}");
            }

            if (answer.ExitCode is null)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            return answer.ExitCode!.Value;
        }

        private static string? ReadLine(Stream stream)
        {
            List<byte> line = [];
            var next = new byte[1];
            while (stream.Read(next, 0, 1) == 1)
            {
                if (next[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]);
                }

                line.Add(next[0]);
            }

            return null;
        }
    }
}
