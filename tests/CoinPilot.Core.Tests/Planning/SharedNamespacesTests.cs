using System.Collections.Immutable;
using Xunit;

namespace CoinPilot.Planning;

public static class SharedNamespacesTests
{
    private const string Json = """
        {
          "name": "Ünïcode 🎉",
          "services": {
            "side": { "network_mode": "service:web", "ipc": "service:web", "pid": "service:db", "labels": [ "network_mode", { "pid": "service:no" } ] },
            "pid": { "environment": { "network_mode": "service:no" }, "network_mode": "host" }
          },
          "x-more": { "side": { "ipc": "service:no" } }
        }
        """;

    [Fact]
    public static void Those_of_services_are_found_and_what_resembles_them_is_not() => Assert.Equal(["db", "web"], SharedNamespaces.In(Json));

    [Fact]
    public static void A_container_takes_the_place_of_its_service_and_all_else_stays_as_it_was()
    {
        var resolved = SharedNamespaces.Resolved(Json, ImmutableDictionary<string, string>.Empty.Add("web", "abc"));

        Assert.Equal(Json.Replace("\"service:web\"", "\"container:abc\"", StringComparison.Ordinal), resolved);
    }
}
