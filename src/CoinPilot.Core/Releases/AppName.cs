using System.Text.RegularExpressions;

namespace CoinPilot.Releases;

/// <summary>The name of one deployed stack: Compose project, folder, image namespace and guard (compose-spec, 04 "name").</summary>
public sealed partial record AppName
{
    private AppName(string text) => Text = text;

    public string Text { get; }

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) unless <paramref name="text"/> fits every place the name goes to.</summary>
    public static AppName Parse(string text) => Pattern().IsMatch(text)
        ? new(text)
        : throw new DeploymentException(
            $"--app '{text}' is no application name. Use lower-case letters, digits and '-', a letter first, at most 40 characters.",
            FailureKind.BadInput);

    public override string ToString() => Text;

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex Pattern();
}
