using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Transport;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Runs;

/// <summary>The host is reached while the files are read; who runs a target sees nothing of it.</summary>
public sealed class TargetsContactTests : IDisposable
{
    private const string Good = "services: { web: { image: \"shop/web:1\" } }\n";
    private const string Refused = "services: { web: { imagee: \"shop/web:1\" } }\n";
    private readonly string folder = Directory.CreateTempSubdirectory("contact-").FullName;
    private readonly Lines lines = new();
    private int attempts;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("hangs")]
    [InlineData("cannot be reached")]
    public async Task A_refused_compose_file_waits_for_no_host(string host)
    {
        await using var targets = Whole(Refused, host == "hangs" ? Hangs : CannotBeReached);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Unwrapped(targets.ValidateComposeAsync(Ct)));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("imagee", lines.Last, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", lines.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_said_when_it_is_needed()
    {
        await using var targets = Whole(Good, CannotBeReached);

        await targets.ValidateComposeAsync(Ct);
        await targets.RenderUnitAsync(Ct);
        var error = await Assert.ThrowsAsync<DeploymentException>(() => Unwrapped(targets.UploadUnitAsync(Ct)));

        Assert.Equal((40, 1), (error.ExitStatus, attempts));
        Assert.StartsWith("upload Fail gone", lines.Last, StringComparison.Ordinal);
        Assert.Equal(["validate", "render", "upload"], lines.Phases);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupt_ends_the_wait_for_the_host_and_is_said_to_be_one(bool looksLost)
    {
        using CancellationTokenSource stop = new();
        await using var targets = Whole(Good, looksLost ? LosesContact : Hangs);
        await targets.ValidateComposeAsync(stop.Token);
        var upload = targets.UploadUnitAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<ReportedException>(() => upload);
        Assert.StartsWith("upload Fail interrupted during upload", lines.Last, StringComparison.Ordinal);
    }

    // In between, the preview was begun and has failed: the phases that need no host go on.
    [Fact]
    public async Task A_release_that_is_built_ahead_is_the_one_that_is_rendered()
    {
        await using var targets = Whole(Good, CannotBeReached);

        await targets.ValidateComposeAsync(Ct);
        await targets.RenderUnitAsync(Ct);

        Assert.Equal(["validate", "render"], lines.Phases);
        var rendered = Path.Combine(folder, "artifacts", "compose.release.yml");
        Assert.True(OperatingSystem.IsWindows() ? File.Exists(rendered) : File.GetUnixFileMode(rendered) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Reading_and_rendering_alone_need_no_host()
    {
        await using var targets = Of(Good, CannotBeReached, isWhole: false);

        await targets.ValidateComposeAsync(Ct);
        await targets.RenderUnitAsync(Ct);

        Assert.Equal(0, attempts);
    }

    [Fact]
    public async Task An_upload_alone_reaches_for_the_host_before_it_reads()
    {
        await using var targets = Of(Refused, CannotBeReached, isWhole: false);

        await Assert.ThrowsAsync<InvalidInputException>(() => Unwrapped(targets.UploadUnitAsync(Ct)));

        await Eventually(() => attempts == 1);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(10, Ct);
        }
    }

    private static async Task Unwrapped(Task work)
    {
        var reported = await Assert.ThrowsAsync<ReportedException>(() => work);
        throw reported.InnerException!;
    }

    private static async Task<IHostAgent> Hangs(CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException("It never ends.");
    }

    // As a verb that shares its channel with the one that is given up.
    private static async Task<IHostAgent> LosesContact(CancellationToken ct)
    {
        await Task.WhenAny(Hangs(ct));
        throw new ContactLostException("the channel was closed");
    }

    private static Task<IHostAgent> CannotBeReached(CancellationToken ct) => throw new DeploymentException("gone", FailureKind.HostKey);

    private Targets Whole(string compose, Func<CancellationToken, Task<IHostAgent>> host) => Of(compose, host, isWhole: true);

    private Targets Of(string compose, Func<CancellationToken, Task<IHostAgent>> host, bool isWhole)
    {
        var file = Path.Combine(folder, "compose.yml");
        File.WriteAllText(file, compose);
        return new(
            OptionsReader.Read(OptionsReaderTests.Given("local", null) with { ComposeFiles = [file], RootDirectory = folder }), Connect, lines, TimeProvider.System,
            new(isWhole ? PlanPhase.Check : PlanPhase.Stage, isWhole, HostIsGiven: true));

        Task<IHostAgent> Connect(CancellationToken ct)
        {
            Interlocked.Increment(ref attempts);
            return host(ct);
        }
    }
}
