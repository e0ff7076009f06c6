using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>Where staging takes each image of a release from.</summary>
public static class ImagePlan
{
    /// <param name="reused">The services whose image is taken from the current release.</param>
    public static ImmutableArray<ImageWork> Of(ReleaseRequest request, ImmutableArray<string> reused, ReleaseManifest? current, HostPreview preview)
    {
        var work = ImmutableArray.CreateBuilder<ImageWork>();
        foreach (var group in request.Project.Services.GroupBy(service => Reference(service.Name)))
        {
            var services = group.Select(service => service.Name).ToImmutableArray();
            if (group.FirstOrDefault(service => service.Build is not null) is { } made)
            {
                var again = !reused.Contains(made.Name);
                work.Add(new(again ? ImageAction.Build : ImageAction.Reuse, group.Key, services, again ? Why(made.Name) : "built from the same input"));
            }
            else if (group.All(service => service.PullPolicy is "never" or "build"))
            {
                work.Add(new(ImageAction.Local, group.Key, services, IsMissing(group.Key) ? "not on the host: staging will refuse it" : "never pulled") { IsRefused = IsMissing(group.Key) });
            }
            else
            {
                work.Add(new(ImageAction.Pull, group.Key, services, IsMissing(group.Key) ? "new on this host" : "one of this name is on the host"));
            }
        }

        return work.ToImmutable();

        string Reference(string service) =>
            preview.Images.GetValueOrDefault(service)
            ?? (request.Project.Find(service)!.Image is { Length: > 0 } image ? image : $"{request.Layout.App}-{service}");

        bool IsMissing(string reference) => preview.HostImages.TryGetValue(reference, out var id) && id is null;

        string Why(string service) => current?.Services.FirstOrDefault(before => before.Name == service) switch
        {
            null => "for the first time",
            { BuildDigest: null } or { ImageId: null } => "its input is not known",
            { BuildDigest: { } before } when before == ManifestDigest(service) => "asked for by --force",
            _ => new ConfigWords(request, preview).OfBuild(service) is { IsEmpty: false } changed ? string.Join(", ", changed) : "the Compose files or the host's .env changed",
        };

        string? ManifestDigest(string service) => BuildInput.DigestOf(request.Project.Find(service)!, request);
    }
}
