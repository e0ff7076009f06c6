using System.Collections.Immutable;
using CoinPilot.Host.Shell;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Ssh;

namespace CoinPilot.Execution;

/// <summary>Plans a release for a host that is made up, while the real one looks at itself: what reads and plans its answer is loaded by then.</summary>
public static class PlanWarmUp
{
    private const string Before = "20260101-000000-0000000";

    /// <summary>Returns at once; nobody waits for it, and nothing of it is used.</summary>
    public static void Start(BuiltRelease release) => BlockingWork.OnThread(() => Run(release));

    /// <summary>The plan for the host that is made up, where an older one of the same release runs.</summary>
    public static DeploymentPlan Run(BuiltRelease release)
    {
        var facts = HostFacts.Parse(string.Join('\n', Facts(release.Release)));
        var host = HostStateReader.Read(facts);
        var preview = ShellPreview.Read(facts);
        var there = release.For(host);
        var detail = PlanDetails.Of(there.Request, there.Release, host, preview, force: false);
        var plan = Planner.Deploy(there.Release.Manifest, host, force: false) with
        {
            Detail = detail with { Diffs = [.. detail.Files.Select(UnifiedDiff.Of)] },
        };
        var document = PlanDocument.Of(
            plan, PlanBasis.Of(there.Release.Manifest, host, preview), host.Hostname, there.Request.MadeAt, force: false);
        _ = new PlanView(plan, IsFull: false, document).Lines(PlanText.DefaultWidth);
        return plan;
    }

    private static IEnumerable<string> Facts(Release release)
    {
        var manifest = release.Manifest with { Release = Before, ContentDigest = "" };
        yield return "format\t1";
        yield return $"current\t{Before}";
        yield return $"release\t{Before} confirmed -";
        foreach (var line in manifest.ToJson().Split('\n'))
        {
            yield return $"manifest\t{Before} {line}";
        }

        yield return $"unit-text\t{Encoded(release.Unit + "#")}";
        foreach (var service in manifest.Services)
        {
            yield return $"release-image\t{Before} {service.Name} sha256:0";
            yield return $"service-hash\t{service.Name} 0";
            yield return $"differs\t{service.Name} ~ environment.A";
            yield return $$"""container{{'\t'}}{"service":"{{service.Name}}","status":"running","configHash":"1"}""";
        }
    }

    private static string Encoded(string text) => Convert.ToBase64String(Observation.StagePayload.Utf8(text));
}
