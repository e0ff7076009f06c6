using System.Globalization;

namespace CoinPilot.Planning;

/// <summary>The counts below a plan.</summary>
internal static class PlanFooter
{
    public static string Of(PlanDetail detail)
    {
        var down = detail.Services.Where(service => service is { IsCertain: true, Interruption: not null }).ToArray();
        return string.Join("; ",
        [
            string.Join(", ",
            [
                Services(detail, ServiceFate.Recreate, "recreated"),
                .. Perhaps(detail),
                .. Some(detail, ServiceFate.Restart, "restarted"),
                .. Some(detail, ServiceFate.Create, "created"),
                .. Some(detail, ServiceFate.Start, "started again"),
                .. Some(detail, ServiceFate.Remove, "removed"),
                Services(detail, ServiceFate.Untouched, "not touched"),
            ]),
            string.Join(", ", detail.Images.GroupBy(image => image.Action).OrderBy(group => group.Key)
                .Select(group => $"{PlanText.Count(group.Count(), "image", "images")} {Word(group.Key)}")),
            down.Length == 0
                ? "no interruption is certain"
                : string.Create(CultureInfo.InvariantCulture, $"down for {Math.Floor(down.Min(x => x.Interruption!.Least).TotalSeconds):0}–{Math.Ceiling(down.Max(x => x.Interruption!.Most).TotalSeconds):0} s: {string.Join(", ", down.Select(x => x.Service))}"),
        ]);
    }

    private static string Services(PlanDetail detail, ServiceFate fate, string word) =>
        $"{detail.Services.Count(service => service.Fate == fate && service.IsCertain)} {word}";

    private static string[] Some(PlanDetail detail, ServiceFate fate, string word) =>
        detail.Services.Any(service => service.Fate == fate && service.IsCertain) ? [Services(detail, fate, word)] : [];

    private static string[] Perhaps(PlanDetail detail) =>
        detail.Services.Count(service => !service.IsCertain) is > 0 and var number ? [$"{number} may be"] : [];

    private static string Word(ImageAction action) => action switch
    {
        ImageAction.Pull => "pulled",
        ImageAction.Build => "built",
        ImageAction.Reuse => "reused",
        _ => "from the host",
    };
}
