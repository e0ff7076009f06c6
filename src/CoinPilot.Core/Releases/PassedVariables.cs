using CoinPilot.Compose;

namespace CoinPilot.Releases;

/// <summary>The variables that Compose looks up while it reads a project: in its own surroundings first, then in the env file.</summary>
public static class PassedVariables
{
    /// <summary>Those in <c>${…}</c>, those that a service, a build or a secret gets by their name alone, and those that the model no longer tells from them.</summary>
    public static IEnumerable<string> Of(ComposeProject project) =>
    [
        .. project.Variables.Select(variable => variable.Name),
        .. project.Services.SelectMany(service => service.Environment.Keys.Except(service.Literals.Keys)),
        .. project.Services.Select(service => service.Build).OfType<ComposeBuild>().SelectMany(build => build.Args.Keys.Except(build.Literals.Keys)),
        .. project.Secrets.Concat(project.Configs).Select(one => one.Environment).OfType<string>(),
    ];
}
