using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;

namespace CoinPilot.Agent.Staging;

/// <summary>Names of images that a pull has moved: each goes back to what it has to mean now (D044).</summary>
/// <remarks>
/// A pull moves a name that something else may be started from. As long as a stage pulls, a note says what each name meant,
/// which release was current (<c>-</c> where a switch was pending, so that the names were about to change) and the project.
/// A name goes back to what it meant, unless another release has become current: then to what that one has it mean. It
/// stays if a running container of the project was made from it as it is: a boot refresh, or somebody, meant it.
/// </remarks>
internal sealed class PulledNames(TransactionParts parts)
{
    private sealed record Noted(string Reference, string Image, string Release, string Project);

    private string NoteFile => $"{parts.Places.Base}/stage.tags";

    private ImmutableArray<Noted> Notes =>
    [
        .. (parts.Host.Files.ReadText(NoteFile) ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length >= 2)
            .Select(words => new Noted(words[0], words[1], words.ElementAtOrDefault(2) ?? "", words.ElementAtOrDefault(3) ?? parts.Context.Scope.Project)),
    ];

    /// <summary>The names that a stage has moved and not put back yet: it died, or it runs.</summary>
    public ImmutableArray<string> Moved => [.. Notes.Select(note => note.Reference)];

    /// <summary>What a stage that died left; nothing while one runs, or while Docker does not say what runs.</summary>
    public async Task RepairAsync(CancellationToken ct)
    {
        if (Notes.IsEmpty)
        {
            return;
        }

        using var stage = await parts.Lock.TryStageAsync(TimeSpan.Zero, ct).ConfigureAwait(false);
        if (stage is null)
        {
            return;
        }

        try
        {
            await RepairHeldAsync(ct).ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            // The next verb tries it again: the note stays.
        }
    }

    /// <summary>The same, for whoever has the lock of staging. Throws <see cref="DockerSilentException"/>, and then the note stays.</summary>
    public async Task RepairHeldAsync(CancellationToken ct)
    {
        foreach (var note in Notes.Where(note => !Retag.IsPinned(note.Reference)))
        {
            await RepairAsync(note, ct).ConfigureAwait(false);
        }

        Forget();
    }

    /// <summary>Before a pull: what its names mean now. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task NoteAsync(ImmutableArray<string> references, string project, CancellationToken ct)
    {
        var ids = await Task.WhenAll(references.Select(reference => IdOfAsync(reference, ct))).ConfigureAwait(false);
        var current = parts.Host.Files.IsFile(parts.Places.Pending) ? "-" : parts.Installed.Current;
        parts.Host.Files.Put(
            NoteFile, string.Concat(references.Zip(ids, (reference, id) => $"{reference} {id ?? "-"} {current} {project}\n")), DurableFiles.Private);
    }

    /// <summary>What a name meant before its pull; null for nothing.</summary>
    public string? Before(string reference) => Notes.LastOrDefault(note => note.Reference == reference)?.Image is { } image and not "-" ? image : null;

    /// <summary>
    /// A pull that this stage has made is over. Its name goes back only if it still means what the pull gave it; where the stage
    /// was overtaken by a switch, what runs by then may be what is about to be replaced.
    /// </summary>
    public async Task AfterPullAsync(string reference, string pulled, CancellationToken ct)
    {
        if (Retag.IsPinned(reference) || Notes.LastOrDefault(note => note.Reference == reference) is not { } note
            || await IdOfAsync(reference, ct).ConfigureAwait(false) != pulled)
        {
            return;
        }

        var right = await RightOfAsync(note, ct).ConfigureAwait(false);
        if (right is null || right == pulled || (!IsOvertaken(note) && await IsRunAsync(note, pulled, ct).ConfigureAwait(false)))
        {
            return;
        }

        if (!await parts.Host.Docker.TagAsync(right, reference, ct).ConfigureAwait(false))
        {
            await parts.Context.WarnAsync($"{reference} means what was pulled: the image that it meant before is gone").ConfigureAwait(false);
        }
    }

    /// <summary>All names are back.</summary>
    public void Forget() => parts.Host.Files.Drop(NoteFile);

    private bool IsOvertaken(Noted note) => note.Release.Length > 0 && note.Release != parts.Installed.Current;

    private async Task RepairAsync(Noted note, CancellationToken ct)
    {
        var now = await IdOfAsync(note.Reference, ct).ConfigureAwait(false);
        var right = await RightOfAsync(note, ct).ConfigureAwait(false);
        if (right is null || right == now || await IsRunAsync(note, now, ct).ConfigureAwait(false))
        {
            return;
        }

        await parts.Context.SayAsync($"put the name {note.Reference} back to the image that it had before a stage that died").ConfigureAwait(false);
        await parts.Host.Docker.TagAsync(right, note.Reference, ct).ConfigureAwait(false);
    }

    // The image that the name has to mean; null where nobody knows.
    private async Task<string?> RightOfAsync(Noted note, CancellationToken ct)
    {
        var was = note.Image == "-" ? null : note.Image;
        return IsOvertaken(note) ? await MeantByAsync(parts.Installed.Current, note.Reference, ct).ConfigureAwait(false) ?? was : was;
    }

    private async Task<string?> MeantByAsync(string release, string reference, CancellationToken ct)
    {
        // It is back after a revert, with the images that it had at the switch.
        if (parts.Host.Files.ReadText($"{parts.Places.Old}/release")?.Trim() == release
            && new NamesBefore(parts).Meant.GetValueOrDefault(reference) is { } before
            && await IdOfAsync(before, ct).ConfigureAwait(false) is { } there)
        {
            return there;
        }

        var service = parts.Shelf.ConfOf(release)?.Images.LastOrDefault(image => image.Value == reference).Key;
        return service is null ? null : await IdOfAsync(parts.Tags.Of(service, release), ct).ConfigureAwait(false);
    }

    private async Task<bool> IsRunAsync(Noted note, string? image, CancellationToken ct)
    {
        var running = await parts.Host.Docker.ContainersAsync(
            all: false, ct, ComposeLabels.OfProject(note.Project)).ConfigureAwait(false);
        var details = await Task.WhenAll(running.Select(one => parts.Host.Docker.ContainerAsync(one.Id, ct))).ConfigureAwait(false);
        return details.Any(one => one?.State is { } state && state.Reference == note.Reference && state.Image == image);
    }

    // What is no name of an image the engine refuses to look up: it means none.
    private async Task<string?> IdOfAsync(string image, CancellationToken ct)
    {
        try
        {
            return (await parts.Host.Docker.ImageAsync(image, ct).ConfigureAwait(false))?.Id;
        }
        catch (EngineRefusedException)
        {
            return null;
        }
    }
}
