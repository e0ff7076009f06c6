using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Logs;
using Xunit;

namespace CoinPilot.Protocol;

/// <summary>What one half writes the other one reads.</summary>
public sealed class ContractTests
{
    private const string Release = "20261124-053107-ab12cd3";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795000000);

    private static readonly AgentRequest[] Requests =
    [
        new ObserveRequest(["shop-web", "shop-db"]), new PreviewRequest([], Repair: true), new WatchRequest(90), new ExplainRequest(["web"], 20),
        new LogsRequest(["web"], 1795000000, 100, Follow: true), new HistoryRequest(), new RehearseRequest(), new HoldingsRequest(),
        new CheckoutRequest("/opt/shop", [new(CheckoutKind.Tree, "/opt/shop/web", "Dockerfile", "x^tmp")]), new CheckoutSinceRequest(Release),
        new StageRequest(Release, Release, ["web"]), new RestoreRequest(Release, [new("web", "sha256:1", null)]), new SwitchRequest(Release, "none", Hold: true, 600),
        new StartRequest(Release), new ConfirmRequest(Release), new RevertRequest(null, "it\nfailed"), new UninstallRequest(), new RebootRequest(),
        new InstallNotifyRequest(), new TestNotificationRequest(),
    ];

    private static readonly AgentEvent[] Events =
    [
        new Said("a line"), new Warned("another"), new StillAtWork(Now), new StackSample(TimeSpan.FromSeconds(12.5), StatusSamples.Good.Containers, ComposePs.Parse(["""{"Service":"web","State":"running"}"""], null)),
        new ReleaseKept(Release) { Down = [new("web", 2.25), new("db", null, IsOver: false)] }, new LogBegan(Now), new LogWritten(new("web", "2026-11-24T10:35:47.491729654Z", "ready\u2028")),
    ];

    private static readonly object[] Answers =
    [
        NoAnswer.Instance, StatusSamples.Good, new PreviewAnswer(StatusSamples.Bad, HostPreview.Empty with { Differences = [new("web", '~', "environment.A", "objects/1")] }),
        new ExplainAnswer([new("web", "log", "")]), new HistoryAnswer(["{}"]), new Rehearsal([new("image", Severity.Error, "it is gone", Fix: "pull it")], ["this"], ["make that"]),
        new Holdings(IsForeign: false, [new("unit", "a")], [new("volume", "b")]),
        new CheckoutAnswer { Files = [new("/a", "file", new byte[] { 0, 255 }), new("/b", "missing", null)], Kinds = [new("/c", "folder")], Git = new("abc", "", 1, [" M x"]) },
        new CheckoutSinceAnswer([new("mount", "/a", IsGone: true)]), new ImagesAnswer([new("web", "shop/web:1", "sha256:1", null)]), new SwitchAnswer(Now),
        new StartAnswer(1, "output"), new RevertAnswer("none", "", Now) { Down = [new("web", 0)] }, new RebootAnswer("boot", Now), new VerbFailure(FailureKind.Conflict, ["no"], ["yes"], "noise"),
        new InstallNotifyAnswer("/etc/coinpilot/shop/notify.json", IsChanged: true, ["slack hooks.slack.com"]), new TestNotificationAnswer([new("ntfy ntfy.sh", "HTTP 500")]),
    ];

    [Fact]
    public void Every_request_survives_the_way() => Survive(Requests, ProtocolJson.Default.AgentRequest);

    [Fact]
    public void Every_event_survives_the_way() => Survive(Events, ProtocolJson.Default.AgentEvent);

    [Fact]
    public void Every_answer_survives_the_way()
    {
        foreach (var answer in Answers)
        {
            var info = ProtocolJson.Default.GetTypeInfo(answer.GetType()) ?? throw new InvalidOperationException($"{answer.GetType().Name} has no JSON form.");
            var text = JsonSerializer.Serialize(answer, info);

            Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, info), info));
        }
    }

    // Agents and clients of before say nothing of it.
    [Fact]
    public void What_says_nothing_of_how_long_services_were_down_is_read()
    {
        Assert.Empty(((ReleaseKept)JsonSerializer.Deserialize($$"""{"event":"kept","release":"{{Release}}"}""", ProtocolJson.Default.AgentEvent)!).Down);
        Assert.Empty(JsonSerializer.Deserialize("""{"to":"none","output":"","triesAgainAt":null,"hadNothing":false}""", ProtocolJson.Default.RevertAnswer)!.Down);
    }

    [Fact]
    public void Nothing_is_left_out_here()
    {
        Assert.Empty(KindsOf<AgentRequest>().Except(Requests.Select(request => request.GetType())));
        Assert.Empty(KindsOf<AgentEvent>().Except(Events.Select(told => told.GetType())));
        Assert.Empty(KindsOf<AgentRequest>().Select(kind => kind.BaseType!.GenericTypeArguments[0]).Except(Answers.Select(answer => answer.GetType())));
    }

    // Computed properties are left out on the way, and so would be those of a type that only its constructor sets, such as KeyValuePair.
    [Fact]
    public void Nothing_that_travels_loses_what_its_constructor_was_given()
    {
        HashSet<Type> seen = [];
        Queue<Type> left = new([.. Requests.Select(request => request.GetType()), .. Events.Select(told => told.GetType()), .. Answers.Select(answer => answer.GetType())]);
        while (left.TryDequeue(out var type))
        {
            foreach (var inner in type.GetGenericArguments().Append(type.GetElementType()).OfType<Type>())
            {
                left.Enqueue(inner);
            }

            if (!seen.Add(type) || type.IsEnum || type.Namespace is { } name && name.StartsWith("System", StringComparison.Ordinal) && !type.IsConstructedGenericType)
            {
                continue;
            }

            var isOurs = type.Namespace!.StartsWith("CoinPilot", StringComparison.Ordinal);
            if (isOurs || type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal))
            {
                var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name!.ToLowerInvariant()).ToHashSet();
                Assert.All(
                    type.GetProperties().Where(property => parameters.Contains(property.Name.ToLowerInvariant())),
                    property => Assert.True(property.CanWrite, $"{type} loses {property.Name}"));
            }

            foreach (var property in isOurs ? type.GetProperties() : [])
            {
                left.Enqueue(property.PropertyType);
            }
        }

        Assert.Contains(typeof(ContainerOwner), seen);
    }

    [Fact]
    public void An_answer_says_what_it_said()
    {
        var info = ProtocolJson.Default.HostState;

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(StatusSamples.Bad, info), info)!;

        Assert.Equal(StatusSamples.Bad.Unit.NRestarts, read.Unit.NRestarts);
        Assert.Equal(StatusSamples.Bad.Containers.Select(container => container.ToString()), read.Containers.Select(container => container.ToString()));
        Assert.Equal(
            [.. Inspector.Inspect(StatusSamples.Bad, Releases.AppName.Parse("shop"), "shop-compose.service", "vm").Findings],
            Inspector.Inspect(read, Releases.AppName.Parse("shop"), "shop-compose.service", "vm").Findings);
    }

    private static IEnumerable<Type> KindsOf<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);

    private static void Survive<T>(T[] all, JsonTypeInfo<T> info)
    {
        foreach (var one in all)
        {
            var text = JsonSerializer.Serialize(one, info);
            var read = JsonSerializer.Deserialize(text, info)!;

            Assert.Equal(one!.GetType(), read.GetType());
            Assert.Equal(text, JsonSerializer.Serialize(read, info));
        }
    }
}
