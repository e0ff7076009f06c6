using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CoinPilot.Systemd;

public sealed partial record StackUnit
{
    /// <summary>What no unit can be rendered from; empty when all is well.</summary>
    public ImmutableArray<Diagnostic> Validate()
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        Require(ProjectNamePattern().IsMatch(App), "unit-app", $"'{App}' cannot be an app's name", "use lower-case letters, digits, - and _");
        Require(ProjectNamePattern().IsMatch(ProjectName), "unit-project", $"'{ProjectName}' cannot be a Compose project's name", "use lower-case letters, digits, - and _");
        Require(Systemd.UnitName.IsService(UnitName), "unit-name", $"'{UnitName}' cannot be a service's name", "use letters, digits and - _ . : and end with .service");
        Require(GuardName != UnitName, "unit-name", $"'{UnitName}' is also the name of the guard", "choose another --unit-name");
        Require(BootName != UnitName, "unit-name", $"'{UnitName}' is also the name of the boot gate", "choose another --unit-name");
        Require(ReleaseId is null || ReleasePattern().IsMatch(ReleaseId), "unit-release", $"'{ReleaseId}' cannot be a release's id", "use letters, digits and -");
        Require(ProgramPath.IsValid(DockerPath), "unit-program", $"'{DockerPath}' cannot be the program of a unit", "give docker's absolute path, of letters, digits and . _ / + - alone");
        Require(!ComposeFiles.IsDefaultOrEmpty, "unit-files", "there is no Compose file", "name at least one with --compose-files");

        foreach (var path in ComposeFiles.IsDefault ? [] : ComposeFiles)
        {
            RequirePath(path, "a Compose file");
            Require(!path.Contains(':'), "unit-path", $"the Compose file '{path}' holds a ':', which separates files in COMPOSE_FILE", "rename it");
        }

        RequirePath(ProjectDirectory, "the project directory");
        if (WorkingDirectory != ProjectDirectory)
        {
            RequirePath(WorkingDirectory, "the working directory");
        }

        RequirePath(BaseDirectory, "the base directory");
        RequirePath(EnvFile, "the env file");
        RequireTime(StartBound, "the start bound");
        RequireTime(PullTimeout, "--pull-timeout");
        RequireTime(BuildTimeout, "--build-timeout");
        RequireTime(LongestStopGracePeriod, "the longest stop_grace_period");

        return findings.ToImmutable();

        void Require(bool holds, string rule, string message, string fix)
        {
            if (!holds)
            {
                findings.Add(new(rule, Severity.Error, message, Fix: fix));
            }
        }

        void RequirePath(string path, string what)
        {
            var fault = UnitValue.Fault(path)
                ?? (path[0] != '/' ? "it is not absolute" : path.Split('/').Contains("..") ? "it holds '..'" : null);
            Require(fault is null, "unit-path", $"'{path}' cannot be {what}: {fault}", "give an absolute path that a line of text can hold");
        }

        void RequireTime(TimeSpan time, string what) =>
            Require(time > TimeSpan.Zero && time <= LongestBound, "unit-time", $"{what} is {time}", $"give a time from 1 s to {LongestBound.TotalDays:0} days");
    }

    private static readonly TimeSpan LongestBound = TimeSpan.FromDays(7);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]*\z")]
    private static partial Regex ProjectNamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z")]
    private static partial Regex ReleasePattern();
}
