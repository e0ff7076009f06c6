using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What ran before our first release: a stack that somebody else started, or nothing.</summary>
internal sealed class FormerStack(TransactionParts parts, PendingFile pending)
{
    private readonly IHostFiles files = parts.Host.Files;

    /// <param name="IsRunning">It ran when we came.</param>
    private sealed record Former(string Service, bool IsRunning, string Image, string Reference);

    // The line's third and fourth words: the image's id and the name that the container was made from.
    private ImmutableArray<Former>? Containers => files.ReadText($"{parts.Places.Old}/containers") is { } text
        ? [.. text.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 4).Select(words => new Former(words[0], words[1] == "true", words[2], words[3]))]
        : null;

    /// <summary>Starts what ran, or takes down what is of the new release; the exit code.</summary>
    public async Task<int> BringBackAsync(CancellationToken ct)
    {
        await PutNamesBackAsync(ct).ConfigureAwait(false);
        var grace = await LongestGraceAsync(ct).ConfigureAwait(false);
        var bound = pending.OldStartTimeout + TimeSpan.FromSeconds(30) + grace;
        if (Containers is not { IsEmpty: false } former)
        {
            return await NothingRanAsync(ct).ConfigureAwait(false)
                ? await ComposeAsync(["down", "--remove-orphans"], bound, ct).ConfigureAwait(false)
                : ExitStatus.Failure;
        }

        await RetireNewAsync(former.Select(one => one.Service), ct).ConfigureAwait(false);
        var running = former.Where(one => one.IsRunning).Select(one => one.Service).ToArray();
        return await ComposeAsync(
            [.. HowItWasStarted(), .. running.Length > 0 ? (string[])["up", "-d", "--no-build", "--pull", "never", "--", .. running] : ["stop"]], bound, ct).ConfigureAwait(false);
    }

    /// <summary>Removes the containers of the new release's services that were not there before.</summary>
    public Task RetireNewAsync(IEnumerable<string> kept, CancellationToken ct) => new Retirement(parts.Host.Docker, pending.Project, parts.Context)
        .RetireAsync(kept, pending.NewImages.Select(image => image.Key), removes: true, [], ct);

    private IEnumerable<string> HowItWasStarted()
    {
        var conf = ConfFile.Parse(files.ReadText($"{parts.Places.Old}/stack") ?? "");
        return
        [
            "--project-directory", conf["working_dir"] ?? "",
            .. (conf["config_files"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(file => (string[])["-f", file]),
            .. (conf["environment_file"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(file => (string[])["--env-file", file]),
        ];
    }

    // Of the names that the new release uses; one that a build of ours made is removed.
    private async Task PutNamesBackAsync(CancellationToken ct)
    {
        var meant = new NamesBefore(parts).Meant;
        foreach (var (service, reference) in pending.NewImages.Where(image => !Retag.IsPinned(image.Value)))
        {
            if (meant.TryGetValue(reference, out var before))
            {
                await parts.Host.Docker.TagAsync(before, reference, ct).ConfigureAwait(false);
            }
            else if (pending.NewBuilt.Contains(service))
            {
                await parts.Host.Docker.UntagAsync(reference, ct).ConfigureAwait(false);
            }
        }

        foreach (var one in (Containers ?? []).Where(one => !Retag.IsPinned(one.Reference) && !one.Reference.StartsWith("sha256:", StringComparison.Ordinal)))
        {
            await parts.Host.Docker.TagAsync(parts.Places.Tag(one.Service, ReleaseTags.Foreign), one.Reference, ct).ConfigureAwait(false);
        }
    }

    // Only where it is sure: what is taken down does not come back.
    private async Task<bool> NothingRanAsync(CancellationToken ct)
    {
        if (files.IsFile($"{parts.Places.Old}/nothing-ran"))
        {
            return true;
        }

        // A program before this one left no mark, and no containers either where docker had failed it: those not of a release tell.
        var there = await new StackContainers(parts.Host.Docker, pending.Project).AllAsync(ct).ConfigureAwait(false);
        var others = there.Count(one => !one.Labels.GetValueOrDefault(ComposeLabels.ConfigFiles, "").StartsWith($"{parts.Places.Releases}/", StringComparison.Ordinal));
        if (others > 0)
        {
            await parts.Context.SayAsync($"{others} containers of the project {pending.Project} are not of a release: nothing is taken down").ConfigureAwait(false);
        }

        return others == 0;
    }

    private async Task<TimeSpan> LongestGraceAsync(CancellationToken ct)
    {
        var there = await new StackContainers(parts.Host.Docker, pending.Project).StatesAsync(ct).ConfigureAwait(false);
        return GracePeriod.LongestOf(there);
    }

    private async Task<int> ComposeAsync(IEnumerable<string> arguments, TimeSpan bound, CancellationToken ct) =>
        (await parts.Host.Docker.ComposeAsync(new(["--project-name", pending.Project, .. arguments], bound), ct).ConfigureAwait(false)).ExitCode;
}
