using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>The parts of a printed plan.</summary>
internal static class PlanSections
{
    public static void Services(PlanPage page, PlanDetail detail, bool all)
    {
        var shown = detail.Services.Where(service => all || service.Fate != ServiceFate.Untouched).ToArray();
        var name = shown.Select(service => service.Service.Length).DefaultIfEmpty(0).Max();
        var fate = shown.Select(service => Fate(service).Length).DefaultIfEmpty(0).Max();
        foreach (var service in shown)
        {
            var first = $"  {Glyph(service)} {service.Service.PadRight(name)}  {Fate(service).PadRight(fate)}  ";
            var hanging = new string(' ', first.Length);
            var parts = Parts(service).DefaultIfEmpty("").ToArray();
            foreach (var (part, index) in parts.Select((part, index) => (part, index)))
            {
                page.Wrapped(Tone(service), index == 0 ? (part.Length == 0 ? first.TrimEnd() : first) : hanging, part);
            }
        }
    }

    public static void Images(PlanPage page, ImmutableArray<ImageWork> images)
    {
        page.Heading("images");
        foreach (var image in images)
        {
            var names = image.Services.Length == 1 && image.Reference.EndsWith($"-{image.Services[0]}", StringComparison.Ordinal)
                ? image.Services[0]
                : $"{image.Reference} ({string.Join(", ", image.Services)})";
            page.Wrapped(
                image.IsRefused ? PlanTone.Danger : PlanTone.Plain,
                $"  {image.Action.ToString().ToLowerInvariant(),-6}", $"{names}: {image.Note}");
        }
    }

    public static void List(PlanPage page, string title, ImmutableArray<string> items, PlanTone tone = PlanTone.Plain)
    {
        if (items.IsEmpty)
        {
            return;
        }

        page.Heading(title);
        foreach (var item in items)
        {
            page.Wrapped(tone, "  · ", item);
        }
    }

    public static void Data(PlanPage page, ImmutableArray<DataChange> changes)
    {
        foreach (var change in changes)
        {
            page.Wrapped(change.Asks ? PlanTone.Danger : PlanTone.Caution, change.Asks ? "  ! " : "  · ", DataChangeText.Of(change));
        }
    }

    public static void Diffs(PlanPage page, ImmutableArray<FileDiff> files)
    {
        foreach (var file in files)
        {
            page.Heading($"{file.Name}  +{file.Added} -{file.Removed}");
            foreach (var line in file.Lines)
            {
                page.Line(line.StartsWith('+') ? PlanTone.Addition : line.StartsWith('-') ? PlanTone.Removal : PlanTone.Quiet, "  " + line);
            }
        }
    }

    private static IEnumerable<string> Parts(ServiceChange service)
    {
        if (service.Image is { } image)
        {
            yield return $"image {image}";
        }

        foreach (var part in service.Differences.Concat(service.Reasons))
        {
            yield return part;
        }

        if (service is { StartFirst: true })
        {
            yield return "start-first: the old one serves until the new one does";
        }

        if (service.Interruption is { } down)
        {
            yield return $"{(service.IsCertain ? "down" : "then down")} {down}";
        }
    }

    private static char Glyph(ServiceChange service) => service switch
    {
        { Interrupts: true, IsCertain: true } => '!',
        { Interrupts: true } => '?',
        { Fate: ServiceFate.Create } or { StartFirst: true } => '+',
        { Fate: ServiceFate.Start } => '>',
        { Fate: ServiceFate.Remove } => '-',
        _ => '·',
    };

    private static PlanTone Tone(ServiceChange service) => Glyph(service) switch
    {
        '!' or '-' => PlanTone.Danger,
        '?' => PlanTone.Caution,
        '·' => PlanTone.Quiet,
        _ => PlanTone.Addition,
    };

    private static string Fate(ServiceChange service) => (service.Fate, service.IsCertain) switch
    {
        (ServiceFate.Recreate, true) => "recreated",
        (ServiceFate.Recreate, false) => "may be recreated",
        (ServiceFate.Restart, true) => "restarted",
        (ServiceFate.Restart, false) => "may be restarted",
        (ServiceFate.Create, _) => "created",
        (ServiceFate.Start, _) => "started again",
        (ServiceFate.Remove, _) => "removed",
        _ => "not touched",
    };
}
