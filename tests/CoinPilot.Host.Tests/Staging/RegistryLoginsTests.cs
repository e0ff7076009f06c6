using CoinPilot.Agent.Staging;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

/// <summary>A login that somebody else than root made.</summary>
public sealed class RegistryLoginsTests
{
    private const string Login = """{"auths":{"registry.lab:5055":{"auth":"x"},"https://index.docker.io/v1/":{"auth":"x"}}}""";

    private readonly SimulatedHost host = new();

    private RegistryLogins Logins => new(host.Files);

    [Theory]
    [InlineData("registry.lab:5055/shop/app:1", "registry.lab:5055")]
    [InlineData("shop/app:1", "https://index.docker.io/v1/")]
    public void Is_told_with_the_command_that_makes_it_roots(string reference, string registry)
    {
        host.Files.LayFolder("/home/deploy");
        host.Files.Lay("/home/deploy/.docker/config.json", Login);

        Assert.Equal($"root has no login for {registry}, deploy has one: sudo docker login {registry}", Logins.Advice(reference));
    }

    [Fact]
    public void Is_no_advice_where_root_has_one_nobody_has_one_or_a_file_is_broken()
    {
        host.Files.LayFolder("/home/deploy");
        host.Files.Lay("/home/deploy/.docker/config.json", "{");
        Assert.Null(Logins.Advice("registry.lab:5055/app"));

        host.Files.Lay("/home/deploy/.docker/config.json", Login);
        host.Files.Lay("/root/.docker/config.json", Login);
        Assert.Null(Logins.Advice("registry.lab:5055/app"));
        Assert.Null(Logins.Advice("other.lab/app"));
    }
}
