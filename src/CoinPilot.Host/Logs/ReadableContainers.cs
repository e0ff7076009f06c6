using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;

namespace CoinPilot.Agent.Logs;

/// <summary>A container whose log is read, by the name that stands before its lines.</summary>
internal sealed record ReadableContainer(string Id, string Name);

/// <summary>The containers of the services that are wanted, of all where none is named.</summary>
internal sealed class ReadableContainers(IDocker docker, string project, ImmutableArray<string> services)
{
    /// <summary>By service and number. Throws <see cref="DockerSilentException"/>.</summary>
    /// <param name="all">Those that do not run, too.</param>
    public async Task<ImmutableArray<ReadableContainer>> FindAsync(bool all, CancellationToken ct)
    {
        var found = await docker.ContainersAsync(
            all, ct, [.. ComposeLabels.OfProject(project), ("label", $"{ComposeLabels.OneOff}=False")]).ConfigureAwait(false);
        return
        [
            .. found.Select(container => (
                    container.Id,
                    Service: container.Labels.GetValueOrDefault(ComposeLabels.Service, ""),
                    Number: container.Labels.GetValueOrDefault(ComposeLabels.Number, "")))
                // Labels come with images too, with any text in them.
                .Where(one => IsWord(one.Service) && (one.Number.Length == 0 || IsWord(one.Number)) && (services.IsEmpty || services.Contains(one.Service)))
                .OrderBy(one => one.Service, StringComparer.Ordinal).ThenBy(one => NumberOf(one.Number))
                .Select(one => new ReadableContainer(one.Id, one.Number is "" or "1" ? one.Service : $"{one.Service}-{one.Number}")),
        ];
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static long NumberOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
