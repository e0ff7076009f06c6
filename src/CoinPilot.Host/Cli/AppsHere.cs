using CoinPilot.Agent.Files;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Cli;

/// <summary>The app that somebody on the host means.</summary>
internal static class AppsHere
{
    /// <summary>The one that was named, or the only one here. Throws <see cref="VerbFailedException"/> (2) where that is not clear.</summary>
    public static AppName Choose(IHostFiles files, string? named)
    {
        var all = All(files);
        if (named is not null)
        {
            var app = Parse(named);
            return all.Length == 0 || all.Contains(app.Text) ? app : throw new VerbFailedException(
                FailureKind.BadInput, $"nothing was ever deployed for '{app}' on this host{(Suggestion.For(app.Text, all) is { } near ? $"; did you mean {near}?" : "")}", $"this host has: {string.Join(", ", all)}");
        }

        return all switch
        {
            [var only] => Parse(only),
            [] => throw new VerbFailedException(FailureKind.BadInput, "CoinPilot never deployed anything to this host", $"{Commands.DeployUnit}, from where you deploy"),
            _ => throw new VerbFailedException(FailureKind.BadInput, $"this host has {all.Length} apps: {string.Join(", ", all)}", $"say which: --app {all[0]}"),
        };
    }

    /// <summary>Every app that something was deployed for, in order.</summary>
    public static string[] All(IHostFiles files) =>
        [.. files.List(HostLayout.Storage).Where(path => files.IsFolder($"{path}/releases")).Select(path => Path.GetFileName(path))];

    private static AppName Parse(string text)
    {
        try
        {
            return AppName.Parse(text);
        }
        catch (DeploymentException error)
        {
            throw new VerbFailedException(FailureKind.BadInput, error.Message, "sudo coinpilot status --app NAME", error);
        }
    }
}
