using CoinPilot.Compose.Variables;

namespace CoinPilot.Notifications;

/// <summary>The variables of a stack's env file, for <c>env:NAME</c> in <c>notify.json</c>.</summary>
public static class StackVariables
{
    /// <summary>The value of a variable as Compose decodes it; null where the text gives it none.</summary>
    public static string? ValueOf(string envFile, string name) => LenientEnv.Values(envFile).Where(entry => entry.Key == name).Select(entry => entry.Value).LastOrDefault();
}
