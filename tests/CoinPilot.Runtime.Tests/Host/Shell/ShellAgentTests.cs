using CoinPilot.Hosts;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Host.Shell;

/// <summary>The shell program's words, as the contract's records.</summary>
public sealed class ShellAgentTests
{
    private readonly FakeHost host = new();

    [Fact]
    public async Task Findings_come_with_their_fixes()
    {
        host.On("rehearse", 0, "checked\tthis", "would\tmake the volume x", "finding\twarning\tguard\tit is off\t", "finding\terror\timage\tit is gone\tpull it");

        var rehearsal = await AnswerAsync(new RehearseRequest());

        Assert.False(rehearsal.Passed);
        Assert.Equal(["warning guard: it is off", "error image: it is gone (pull it)"], rehearsal.Findings.Select(finding => finding.ToString()));
        Assert.Equal(["this"], rehearsal.Checked);
        Assert.Equal(["make the volume x"], rehearsal.Changes);
    }

    [Fact]
    public async Task Holdings_are_kind_and_name()
    {
        host.On("holdings", 0, "stack\tforeign", "goes\trelease a", "stays\tfile /etc/my file");

        var holdings = await AnswerAsync(new HoldingsRequest());

        Assert.True(holdings.IsForeign);
        Assert.Equal([new("release", "a")], holdings.Goes);
        Assert.Equal([new("file", "/etc/my file")], holdings.Stays);
    }

    [Fact]
    public async Task A_checkout_is_read_by_kind()
    {
        host.On(
            "checkout", 0, "file\tfile YTog4oCm /o/compose.yml", "file\tmissing - /o/a", "file\tfile  /o/with space", "stat\tfolder /o/web", "sum\t- /o/.env", "tree\tfeed /o/web",
            "git\tabc 2", "dirty\t M a", "dirty\t?? b", "name\tcompose.yml");

        var answer = await AnswerAsync(new CheckoutRequest("/o", []));

        Assert.Equal([("/o/compose.yml", 6), ("/o/a", null), ("/o/with space", 0)], answer.Files.Select(file => (file.Path, file.Bytes?.Length)));
        Assert.Equal([new("/o/web", "folder")], answer.Kinds);
        Assert.Equal(["-", "feed", "compose.yml"], [.. answer.Sums, .. answer.Trees, .. answer.Names]);
        Assert.True(answer.Git is { Commit: "abc", Changes: 2, Changed: [" M a", "?? b"] });
    }

    [Fact]
    public async Task A_folder_that_git_cannot_read_says_why()
    {
        host.On("checkout", 0, "git\t- git is not installed");

        var answer = await AnswerAsync(new CheckoutRequest("/o", []));

        Assert.True(answer.Git is { Commit: null, Trouble: "git is not installed", Changes: 0 });
    }

    [Fact]
    public void Questions_are_lines_of_kind_Dockerfile_rules_and_path() => Assert.Equal(
        "in\t-\t-\t/o\nread\t-\t-\t/o/compose.yml\ntree\tDockerfile\teF50bXA=\t/o/web\n",
        CheckoutText.Of(new("/o", [new(CheckoutKind.Read, "/o/compose.yml"), new(CheckoutKind.Tree, "/o/web", "Dockerfile", "x^tmp")])));

    [Fact]
    public async Task Staged_images_have_a_digest_where_a_registry_knows_them()
    {
        host.On("stage", 0, "image\tweb shop/web:1 sha256:1 -", "image\tdb db:1 sha256:2 db@sha256:3");

        var answer = await AnswerAsync(new StageRequest("r", null, []));

        Assert.Equal([new("web", "shop/web:1", "sha256:1", null), new("db", "db:1", "sha256:2", "db@sha256:3")], answer.Images);
    }

    [Fact]
    public async Task A_revert_that_fails_tells_how_far_it_came()
    {
        host.On("revert", 21, "reverted\told", "tries-again\t1795000000", "error\told is back, but not whole", "fix\tlook at it");

        var reply = await AskAsync(new RevertRequest("new", "why"));

        Assert.Equal((21, "old is back, but not whole\n→ look at it"), (reply.Failure!.ExitCode, reply.Failure.ToString()));
        Assert.Equal(new("old", "", DateTimeOffset.FromUnixTimeSeconds(1795000000)), reply.Answer);
    }

    [Fact]
    public async Task Any_other_request_that_fails_has_no_answer()
    {
        host.On("switch", 30, "error\tthe host changed", "fix\tlook again");

        var reply = await AskAsync(new SwitchRequest("new", "old", Hold: false, 600));

        Assert.Null(reply.Answer);
        Assert.Equal(30, reply.Failure!.ExitCode);
    }

    [Fact]
    public async Task Facts_are_told_as_events_while_they_come()
    {
        const string Web = "container\t{\"id\":\"1\",\"name\":\"shop-web-1\",\"service\":\"web\",\"status\":\"running\"}";
        host.On("watch", 0, "sample\t1.5", Web, "end\t", "sample\t2.5", "same\t", "end\t", "sample\t3.5", "unreadable\tdocker does not answer", "end\t", "say\tdone");
        List<AgentEvent> told = [];

        await AskAsync(new WatchRequest(5), told.Add);

        Assert.Equal([1.5, 2.5], told.OfType<StackSample>().Select(sample => sample.Uptime.TotalSeconds));
        Assert.All(told.OfType<StackSample>(), sample => Assert.Equal("shop-web-1", Assert.Single(sample.Containers).Name));
        Assert.Equal(new Said("done"), told[^1]);
    }

    private async Task<T> AnswerAsync<T>(AgentRequest<T> request)
        where T : class
    {
        var reply = await AskAsync(request);
        Assert.Null(reply.Failure);
        return reply.Answer!;
    }

    private async Task<Reply<T>> AskAsync<T>(AgentRequest<T> request, Action<AgentEvent>? onEvent = null)
        where T : class
    {
        await using var agent = await host.AgentAsync(TestContext.Current.CancellationToken);
        return await agent.AskAsync(request, new(TimeSpan.FromMinutes(2)) { OnEvent = onEvent }, TestContext.Current.CancellationToken);
    }
}
