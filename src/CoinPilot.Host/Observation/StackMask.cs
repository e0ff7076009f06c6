using CoinPilot.Agent.Files;
using CoinPilot.Compose.Variables;

namespace CoinPilot.Agent.Observation;

/// <summary>The mask of the values that the current release's services get.</summary>
internal sealed class StackMask(IHostFiles files, AppPlaces places)
{
    private readonly ReleaseShelf shelf = new(files, places);

    /// <summary>By what its files hold now.</summary>
    public ValueMask OfCurrent() => shelf.MaskOf(shelf.ConfOf(new InstalledUnit(files, places).Current));

    /// <summary>The same, with another env file in the place of the release's own.</summary>
    public ValueMask OfCurrentWith(string envFile) =>
        shelf.MaskOf((shelf.ConfOf(new InstalledUnit(files, places).Current) ?? new() { Project = "" }) with { EnvFile = envFile });
}
