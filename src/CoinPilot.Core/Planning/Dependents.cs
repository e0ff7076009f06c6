using System.Collections.Immutable;
using CoinPilot.Compose;

namespace CoinPilot.Planning;

/// <summary>Who goes down with a service that is replaced.</summary>
public static class Dependents
{
    // Up to here Compose replaces whatever depends on a service that it replaces (measured with 2.26.1); later ones
    // stop and start again what asks for it by `restart: true`, and whether they touch the rest differs between them.
    private static readonly Version FirstToRestart = new(2, 29);

    public static bool AreRecreated(string composeVersion) =>
        Version.TryParse(composeVersion, out var version) && version < FirstToRestart;

    /// <summary>
    /// For every service that is not in <paramref name="down"/> but depends, directly or not, on one that is: what
    /// happens to it, whether that is certain, and on which it depends.
    /// </summary>
    /// <param name="down">The services that are replaced by themselves: true for certain, false for perhaps.</param>
    public static ImmutableDictionary<string, (ServiceFate Fate, bool IsCertain, string On)> Of(
        ComposeProject project, ImmutableDictionary<string, bool> down, string composeVersion)
    {
        var followers = ImmutableDictionary.CreateBuilder<string, (ServiceFate Fate, bool IsCertain, string On)>();
        var recreated = AreRecreated(composeVersion);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var service in project.Services.Where(service => !down.GetValueOrDefault(service.Name)))
            {
                foreach (var dependency in service.DependsOn)
                {
                    if (Certainty(dependency.Service) is not { } sure)
                    {
                        continue;
                    }

                    var fate = recreated || SharesNamespace(service, dependency.Service) ? ServiceFate.Recreate : ServiceFate.Restart;
                    var follows = (fate, sure && (recreated || fate == ServiceFate.Recreate || dependency.Restart), dependency.Service);
                    if (!followers.TryGetValue(service.Name, out var known) || (follows.Item2 && !known.IsCertain))
                    {
                        followers[service.Name] = follows;
                        changed = true;
                    }
                }
            }
        }

        return followers.ToImmutable();

        bool? Certainty(string service) =>
            (down.TryGetValue(service, out var own), followers.TryGetValue(service, out var follower)) switch
            {
                (false, false) => null,
                _ => own || follower.IsCertain,
            };
    }

    private static bool SharesNamespace(ComposeService service, string other) => service.NetworkMode == $"service:{other}";
}
