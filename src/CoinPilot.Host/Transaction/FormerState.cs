using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>All that a way back needs, written down before a switch replaces anything.</summary>
internal sealed class FormerState(TransactionParts parts, string project)
{
    private const UnixFileMode FolderMode = DurableFiles.Private | UnixFileMode.UserExecute;

    private readonly IHostFiles files = parts.Host.Files;

    private string Old => parts.Places.Old;

    /// <summary>Throws <see cref="VerbFailedException"/> when Docker does not say what runs: then nothing is switched.</summary>
    /// <param name="old">A release id, <c>none</c> or <c>foreign</c>.</param>
    /// <param name="meanings">What the names of both releases' images mean now; null for nothing.</param>
    public async Task RememberAsync(
        string old, ImmutableArray<KeyValuePair<string, string>> oldImages, ImmutableDictionary<string, string?> meanings, CancellationToken ct)
    {
        files.RemoveTree(Old);
        files.MakeFolder(Old, FolderMode);
        if (files.Entry(parts.Places.UnitFile) is not null)
        {
            files.Copy(parts.Places.UnitFile, $"{Old}/unit");
        }

        if (old is "none" or "foreign")
        {
            await RememberStackAsync(ct).ConfigureAwait(false);
        }
        else
        {
            foreach (var name in (string[])["hold.conf", "transaction.conf"])
            {
                if (files.Read($"{parts.Places.Release(old)}/{name}") is { } content)
                {
                    files.Write($"{Old}/{name}", content, DurableFiles.Private);
                }
            }

            await KeepImagesAsync(old, oldImages, meanings, ct).ConfigureAwait(false);
        }

        new NamesBefore(parts).Note(meanings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value ?? "-")));
        files.Write($"{Old}/release", Encoding.UTF8.GetBytes(old + "\n"), DurableFiles.Private);
        files.SyncAll(Old);
    }

    // An image that is not what the old release was staged with has no name that stays: it gets one until this is over.
    private async Task KeepImagesAsync(
        string old, ImmutableArray<KeyValuePair<string, string>> images, ImmutableDictionary<string, string?> meanings, CancellationToken ct)
    {
        StringBuilder kept = new();
        List<string> lacking = [];
        foreach (var (service, reference) in images)
        {
            var staged = (await parts.Host.Docker.ImageAsync(parts.Tags.Of(service, old), ct).ConfigureAwait(false))?.Id;
            var meant = meanings.GetValueOrDefault(reference);
            if (meant is null)
            {
                if (Retag.IsPinned(reference) || staged is null)
                {
                    lacking.Add($"{service} ({reference})");
                }
            }
            else if (meant != staged && !Retag.IsPinned(reference))
            {
                var name = parts.Places.Tag(service, ReleaseTags.Before);
                if (await parts.Host.Docker.TagAsync(meant, name, ct).ConfigureAwait(false))
                {
                    kept.Append(name).Append('\n');
                }
                else
                {
                    await parts.Context.WarnAsync($"no prune of images must run before this is confirmed: Docker refused the name {name}").ConfigureAwait(false);
                }
            }
        }

        files.Write($"{Old}/kept", Encoding.UTF8.GetBytes(kept.ToString()), DurableFiles.Private);
        if (lacking.Count > 0)
        {
            await parts.Context.WarnAsync($"images of {old} are gone from this host, so a way back would be without them: {string.Join(' ', lacking)}").ConfigureAwait(false);
        }
    }

    // A stack that we did not start: its containers, their images under a tag of ours, and how it was started.
    private async Task RememberStackAsync(CancellationToken ct)
    {
        var containers = await ContainersAsync(ct).ConfigureAwait(false);
        await DemandOwnLabelsAsync(containers, ct).ConfigureAwait(false);
        var services = containers.Where(one => !one.State.IsOneOff && ImageWord.IsService(one.State.Service)).ToArray();
        files.Write(
            $"{Old}/containers",
            Encoding.UTF8.GetBytes(string.Concat(services.Select(one => $"{one.State.Service} {(one.State.Status is "running" or "restarting" or "paused" ? "true" : "false")} {one.State.Image} {one.State.Reference}\n"))),
            DurableFiles.Private);
        if (services.Length == 0)
        {
            files.Write($"{Old}/nothing-ran", [], DurableFiles.Private);
            return;
        }

        var labels = containers[0].Labels;
        files.Write($"{Old}/stack", Encoding.UTF8.GetBytes(string.Concat(
            Said("working_dir", ComposeLabels.WorkingDirectory), Said("config_files", ComposeLabels.ConfigFiles), Said("environment_file", ComposeLabels.EnvironmentFile))), DurableFiles.Private);
        foreach (var one in services)
        {
            if (!await parts.Host.Docker.TagAsync(one.State.Image, parts.Places.Tag(one.State.Service, ReleaseTags.Foreign), ct).ConfigureAwait(false))
            {
                throw new VerbFailedException(
                    FailureKind.Failed, $"the image that {one.State.Service} runs could not be kept for the way back ({one.State.Image})", $"docker image inspect {one.State.Image}");
            }
        }

        string Said(string key, string label) =>
            labels.GetValueOrDefault(label) is { } value && value.AsSpan().IndexOfAny("'\"\\\n\r") < 0 ? $"{key}='{value}'\n" : "";
    }

    // A docker that does not say what runs would make the way back take down what it found (D022).
    private async Task<ImmutableArray<ContainerDetail>> ContainersAsync(CancellationToken ct)
    {
        try
        {
            return await new StackContainers(parts.Host.Docker, project).AllAsync(ct).ConfigureAwait(false);
        }
        catch (DockerSilentException error)
        {
            throw new VerbFailedException(FailureKind.Failed, $"Docker did not say what runs in the project {project}: {error.Message}", "docker ps -a; run the command again", error);
        }
    }

    // An image may bring Compose's labels along: a container of it, whoever runs it, would say which files the way back runs.
    // Of its own, Compose gives an image that it builds three (D031).
    private async Task DemandOwnLabelsAsync(ImmutableArray<ContainerDetail> containers, CancellationToken ct)
    {
        string[] own = [ComposeLabels.Project, ComposeLabels.Service, "com.docker.compose.version"];
        foreach (var id in containers.Select(one => one.State.Image).Distinct())
        {
            var image = await parts.Host.Docker.ImageAsync(id, ct).ConfigureAwait(false);
            if (image?.Labels.Keys.Any(key => key.StartsWith("com.docker.compose.", StringComparison.Ordinal) && !own.Contains(key)) == true)
            {
                throw new VerbFailedException(
                    FailureKind.BadInput,
                    $"a container of the project {project} is of an image that brings labels of Compose along, which say what the way back would run: {id}",
                    $"see whose it is: docker ps -a --filter ancestor={id}; remove it, or run it with --label {ComposeLabels.Project}=");
            }
        }
    }
}
