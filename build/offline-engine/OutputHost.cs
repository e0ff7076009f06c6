namespace Nuke.Common.Execution;

/// <summary>Where the output goes: a terminal with a header per target, or GitHub Actions with a group per target.</summary>
internal sealed class OutputHost
{
    private static readonly string[] ServerVariables =
    [
        "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TEAMCITY_VERSION", "APPVEYOR", "JENKINS_HOME", "bamboo_planKey",
        "BITBUCKET_PIPELINE_UUID", "BITRISE_BUILD_URL", "JB_SPACE_PROJECT_KEY", "TRAVIS",
    ];

    private OutputHost(bool isGitHub, bool isColoured)
    {
        IsGitHub = isGitHub;
        IsColoured = isColoured;
    }

    public static bool IsServer => ServerVariables.Any(IsSet);

    public bool IsGitHub { get; }

    public bool IsColoured { get; }

    public static OutputHost Detect() => new(
        IsSet("GITHUB_ACTIONS"),
        !IsSet("NO_COLOR") && (IsSet("GITHUB_ACTIONS") || (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"))));

    public void Line(string text = "") => Console.WriteLine(text);

    public void Error(string text) => Paint(text, "31");

    /// <summary>One line in an ANSI colour, where colours are shown.</summary>
    public void Paint(string text, string colour) => Line(IsColoured ? $"\e[{colour}m{text}\e[0m" : text);

    public void Command(string name, string text) =>
        Line($"::{name}::{text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)}");

    /// <summary>The frame of one target; dispose it at the target's end.</summary>
    public IDisposable Block(string title)
    {
        if (IsGitHub)
        {
            Command("group", title);
            return new Closing(() => Command("endgroup", title));
        }

        Line();
        Line("╬" + new string('═', title.Length + 5));
        Line($"║ {title}");
        Line("╬" + new string('═', Math.Max(title.Length - 4, 2)));
        Line();
        return new Closing(() => { });
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
