using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoinPilot.CommandLine;
using CoinPilot.Harness;
using CoinPilot.Host;
using CoinPilot.Host.Agent;
using CoinPilot.Host.Shell;
using CoinPilot.Lab;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The shell program and the agent, asked the same of one host.</summary>
internal sealed partial class BothHalves(TestHost host, TinyStack stack) : IAsyncDisposable
{
    private readonly List<IHostAgent> open = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HostIdentity Identity => new(AppName.Parse(stack.App), stack.UnitName, host.Lab.User, "test", "test");

    /// <summary>A connection to the shell program.</summary>
    public async Task<IHostAgent> ShellAsync() => Kept(new ShellAgent(new(await host.ConnectAsync(), Identity)));

    /// <summary>A connection to the agent, which is brought there.</summary>
    public async Task<IHostAgent> AgentAsync() => Kept(new AgentConnection(await host.ConnectAsync(), Identity, new AgentPublisher(ProjectRoot.Find(), Show)));

    /// <summary>Asks both, and compares what they say; the agent's answer.</summary>
    /// <param name="but">Properties that may differ: <c>now</c>, say.</param>
    public Task<T> SayTheSameAsync<T>(AgentRequest<T> request, params ImmutableArray<string> but)
        where T : class => SayTheSameAsync(request, null, but);

    /// <inheritdoc cref="SayTheSameAsync{T}(AgentRequest{T}, ImmutableArray{string})"/>
    /// <param name="payload">The bytes that belong to the request; null for none.</param>
    public async Task<T> SayTheSameAsync<T>(AgentRequest<T> request, byte[]? payload, params ImmutableArray<string> but)
        where T : class
    {
        var (shell, agent) = (await ShellAsync(), await AgentAsync());
        var said = await AskAsync(shell, request, payload);
        var says = await AskAsync(agent, request, payload);
        Assert.Equal(Text(said, but), Text(says, but));
        return says;
    }

    public static async Task<T> AskAsync<T>(IHostAgent agent, AgentRequest<T> request, byte[]? payload = null)
        where T : class
    {
        var reply = await agent.AskAsync(request, OptionsOf(payload), Ct);
        Assert.True(reply.Failure is null, $"{reply.Failure} {reply.Failure?.Noise}");
        return reply.Answer!;
    }

    /// <summary>What one half told before it answered.</summary>
    public static async Task<ImmutableArray<AgentEvent>> ToldAsync<T>(IHostAgent agent, AgentRequest<T> request)
        where T : class
    {
        ConcurrentQueue<AgentEvent> told = new();
        var reply = await agent.AskAsync(request, new(TimeSpan.FromMinutes(5)) { OnEvent = told.Enqueue }, Ct);
        Assert.True(reply.Failure is null, $"{reply.Failure} {reply.Failure?.Noise}");
        return [.. told];
    }

    /// <summary>Both refuse the request in the same words, with the same exit code; that refusal.</summary>
    public async Task<VerbFailure> RefuseTheSameAsync<T>(AgentRequest<T> request)
        where T : class
    {
        AskOptions options = new(TimeSpan.FromMinutes(5));
        var said = (await (await ShellAsync()).AskAsync(request, options, Ct)).Failure;
        var says = (await (await AgentAsync()).AskAsync(request, options, Ct)).Failure;
        Assert.NotNull(said);
        Assert.NotNull(says);
        Assert.Equal((said.ExitCode, string.Join('|', said.Errors), string.Join('|', said.Fixes)), (says.ExitCode, string.Join('|', says.Errors), string.Join('|', says.Fixes)));
        return says;
    }

    /// <summary>Compares two things as JSON.</summary>
    public static void AreTheSame<T>(T said, T says)
        where T : class => Assert.Equal(Text(said, []), Text(says, []));

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in open)
        {
            await agent.DisposeAsync();
        }
    }

    private static AskOptions OptionsOf(byte[]? payload) => new(TimeSpan.FromMinutes(5))
    {
        Payload = payload is null ? null : new(new MemoryStream(payload), Convert.ToHexStringLower(SHA256.HashData(payload))),
    };

    // Of sets and maps the order says nothing.
    private static string Text<T>(T answer, ImmutableArray<string> but)
    {
        var node = (JsonObject)JsonSerializer.SerializeToNode(answer, ProtocolJson.Default.GetTypeInfo(typeof(T))!)!;
        foreach (var name in but)
        {
            // Of an answer with parts: part.name.
            var path = name.Split('.');
            path[..^1].Aggregate(node, (part, step) => (JsonObject)part[step]!).Remove(path[^1]);
        }

        return ScratchFolder().Replace(Ordered(node)!.ToJsonString(new() { WriteIndented = true }), "SCRATCH");
    }

    // Of a preview: each has a name of its own.
    [GeneratedRegex("/run/coinpilot-preview[.][A-Za-z0-9]+")]
    private static partial Regex ScratchFolder();

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Ordered(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered).OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };

    private static void Show(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private IHostAgent Kept(IHostAgent agent)
    {
        open.Add(agent);
        return agent;
    }
}
