using System.Collections.Immutable;
using CoinPilot.Compose;
using CsCheck;
using Xunit;

namespace CoinPilot.Planning;

public sealed class DependentsTests
{
    private const string Old = "2.26.1";

    [Fact]
    public void A_service_follows_when_a_way_of_dependencies_leads_to_one_that_is_replaced()
    {
        // Services 0 to 7, each of which may depend on earlier ones.
        Gen.Select(Gen.Bool.Array[28], Gen.Int[0, 2].Array[8]).Sample((edges, fates) =>
        {
            var project = Project(edges);
            var down = project.Services.Where((_, index) => fates[index] > 0).ToImmutableDictionary(service => service.Name, service => fates[service.Name[0] - 'a'] == 2);

            var followers = Dependents.Of(project, down, Old);

            foreach (var service in project.Services)
            {
                var reached = Reached(project, service).ToHashSet();
                var sure = reached.Any(down.GetValueOrDefault);
                var known = followers.TryGetValue(service.Name, out var follower);
                if (down.GetValueOrDefault(service.Name))
                {
                    Assert.False(known);
                    continue;
                }

                Assert.Equal(reached.Any(down.ContainsKey), known);
                Assert.Equal(sure, known && follower.IsCertain);
            }
        });
    }

    [Theory]
    [InlineData("2.24.4", true)]
    [InlineData("2.26.1", true)]
    [InlineData("2.29.0", false)]
    [InlineData("5.0.0", false)]
    [InlineData("missing", false)]
    public void Whether_all_dependents_are_replaced_is_a_matter_of_the_version(string version, bool expected) =>
        Assert.Equal(expected, Dependents.AreRecreated(version));

    private static IEnumerable<string> Reached(ComposeProject project, ComposeService service) =>
        service.DependsOn.SelectMany(dependency => Reached(project, project.Find(dependency.Service)!).Prepend(dependency.Service));

    private static ComposeProject Project(bool[] edges)
    {
        var text = "services:\n";
        var edge = 0;
        for (var i = 0; i < 8; i++)
        {
            var on = Enumerable.Range(0, i).Where(_ => edges[edge++]).Select(j => $"{(char)('a' + j)}1").ToArray();
            text += $"  {(char)('a' + i)}1:\n    image: x:1\n" + (on.Length == 0 ? "" : $"    depends_on: [ {string.Join(", ", on)} ]\n");
        }

        return Releases.ReleaseSamples.Project(text);
    }
}
