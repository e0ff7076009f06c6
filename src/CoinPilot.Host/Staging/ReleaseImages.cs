using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Transaction;
using CoinPilot.Compose.Variables;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>The images of a release: pulled, built, and each named by the release's own tag (D041).</summary>
internal sealed class ReleaseImages(TransactionParts parts, StagedRelease release, ReleaseConf conf, ImagePlan plan, string? basedOn)
{
    // What a build says last of why it failed.
    private const int LastLines = 12;

    private readonly IDocker docker = parts.Host.Docker;
    private readonly PulledNames names = new(parts);
    private readonly ValueMask mask = parts.Shelf.MaskOf(conf);
    private readonly HashSet<string> tagged = [];
    private readonly List<string> missing = [];

    /// <summary>The plan of a release; throws <see cref="DockerSilentException"/>.</summary>
    public static async Task<ImagePlan> PlanAsync(TransactionParts parts, ReleaseConf conf, StageRequest request, CancellationToken ct)
    {
        if (request.BasedOn is not { } before)
        {
            return ImagePlan.Of(conf, []);
        }

        var kept = await Task.WhenAll(request.Reuse.Select(async service =>
            await parts.Host.Docker.ImageAsync(parts.Tags.Of(service, before), ct).ConfigureAwait(false) is null ? null : service)).ConfigureAwait(false);
        return ImagePlan.Of(conf, [.. kept.OfType<string>()]);
    }

    /// <summary>Throws <see cref="VerbFailedException"/> when there is no image for a service, or a build fails.</summary>
    public async Task MakeAsync(CancellationToken ct)
    {
        if (!plan.Pulls.IsEmpty)
        {
            await names.NoteAsync(plan.Pulls, conf.Project, ct).ConfigureAwait(false);
        }

        await PullAndBuildAsync(ct).ConfigureAwait(false);
        if (!plan.Pulls.IsEmpty)
        {
            names.Forget();
        }

        if (missing.Count > 0)
        {
            RegistryLogins logins = new(parts.Host.Files);
            throw new VerbFailedException(
                FailureKind.Failed,
                $"no image for: {string.Join(' ', missing)}",
                plan.Pulls.Select(logins.Advice).FirstOrDefault(advice => advice is not null) ?? "check the name and the registry, or load the image on the host (docker load)");
        }

        await TagTheRestAsync(ct).ConfigureAwait(false);
    }

    private async Task PullAndBuildAsync(CancellationToken ct)
    {
        if (plan.Pulls.IsEmpty && plan.Builds.IsEmpty)
        {
            return;
        }

        // One that fails ends the others.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var jobs = plan.Pulls.ToDictionary(reference => docker.PullAsync(reference, conf.PullTimeout, stop.Token));
        var build = plan.Builds.IsEmpty ? null : BuildAsync(stop.Token);
        if (build is not null)
        {
            jobs.Add(build, "build");
        }

        try
        {
            await parts.Context.SayAsync(
                $"pulling: {(plan.Pulls.IsEmpty ? "nothing" : string.Join(' ', plan.Pulls))}; building: {(plan.Builds.IsEmpty ? "nothing" : string.Join(' ', plan.Builds))}").ConfigureAwait(false);
            await foreach (var ended in new ToldWait(parts.Host.Clock, parts.Context).EachAsync(jobs, ct).ConfigureAwait(false))
            {
                var output = await ended.ConfigureAwait(false);
                await (ended == build ? BuiltAsync(output) : PulledAsync(jobs[ended], output, ct)).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(jobs.Keys)).ConfigureAwait(false);
        }
    }

    private Task<CommandOutput> BuildAsync(CancellationToken ct)
    {
        ComposeCommand build = new([.. ReleaseCompose.Words(parts.Places, conf, [.. conf.ComposeFiles, conf.BuildFile]), "build", "--", .. plan.Builds], conf.BuildTimeout);
        return new BuildCache(parts.Host, parts.Places, parts.Context).NotedAsync(() => docker.ComposeAsync(build, ct), ct);
    }

    private async Task BuiltAsync(CommandOutput build)
    {
        var services = string.Join(' ', plan.Builds);
        if (!build.Succeeded)
        {
            var said = string.Join(' ', $"{build.Output}\n{build.Error}".Split('\n').Where(line => line.Trim().Length > 0).TakeLast(LastLines).Select(line => mask.Apply(line)));
            throw new VerbFailedException(
                FailureKind.Failed, $"the build of {services} failed: {said.Replace('\t', ' ')}", "correct the Dockerfile, or look at the network of the host");
        }

        await parts.Context.SayAsync($"built {services}").ConfigureAwait(false);
        tagged.UnionWith(plan.Builds);
    }

    private async Task PulledAsync(string reference, CommandOutput pull, CancellationToken ct)
    {
        var image = await ImageOfAsync(reference, pull, ct).ConfigureAwait(false);
        if (image is null)
        {
            return;
        }

        foreach (var service in conf.Images.Where(pair => pair.Value == reference).Select(pair => pair.Key))
        {
            await TagAsync(image, service, reference, ct).ConfigureAwait(false);
        }

        if (pull.Succeeded)
        {
            await names.AfterPullAsync(reference, image, ct).ConfigureAwait(false);
        }
    }

    // What was pulled, or where that failed what was here before; null where there is neither.
    private async Task<string?> ImageOfAsync(string reference, CommandOutput pull, CancellationToken ct)
    {
        if (pull.Succeeded)
        {
            await parts.Context.SayAsync($"pulled {reference}").ConfigureAwait(false);
            var pinned = PullOutput.Pinned(reference, pull.Output);
            return (pinned is null ? null : (await docker.ImageAsync(pinned, ct).ConfigureAwait(false))?.Id)
                ?? (await docker.ImageAsync(reference, ct).ConfigureAwait(false))?.Id
                ?? throw new VerbFailedException(FailureKind.Failed, $"{reference} was pulled, and is gone", "run the command again");
        }

        var reason = pull.ExitCode == HostCommand.TimedOut ? "no answer in time" : mask.Apply(PullOutput.LastLine($"{pull.Output}\n{pull.Error}"));
        if (names.Before(reference) is { } before)
        {
            await parts.Context.WarnAsync($"{reference} could not be refreshed ({reason}): the image that is on the host is used").ConfigureAwait(false);
            return before;
        }

        missing.Add($"{reference} ({reason})");
        return null;
    }

    private Task TagTheRestAsync(CancellationToken ct) => Task.WhenAll(conf.Images.Where(image => !tagged.Contains(image.Key)).ToArray().Select(image => TagAsync(
        plan.SourceOf(image.Key, image.Value, service => parts.Tags.Of(service, basedOn!), service => parts.Tags.Of(service, release.Id)), image.Key, image.Value, ct)));

    private async Task TagAsync(string source, string service, string reference, CancellationToken ct)
    {
        if (!await docker.TagAsync(source, parts.Tags.Of(service, release.Id), ct).ConfigureAwait(false))
        {
            throw new VerbFailedException(
                FailureKind.BadInput,
                string.Create(CultureInfo.InvariantCulture, $"the image {reference} of the service {service} is not on this host and is never pulled"),
                "build it or load it on the host first (docker load)");
        }

        lock (tagged)
        {
            tagged.Add(service);
        }
    }
}
