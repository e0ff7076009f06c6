using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>A plan that was saved, and is to be applied exactly or not at all (D057).</summary>
public static class SavedPlan
{
    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) when the file is no plan of this app.</summary>
    public static PlanDocument? Read(DeploymentOptions options)
    {
        if (options.PlanFile is not { } file)
        {
            return null;
        }

        try
        {
            var plan = PlanDocument.Parse(SmallFile.Text("The plan", file, 16, $"{Commands.PlanDeployment} --out FILE makes one"));
            return plan.App == options.App.Text
                ? plan
                : throw new FormatException($"it is for the app {plan.App}, not for {options.App}: it is applied with --app {plan.App}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or UnknownFormatException)
        {
            var why = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message.TrimEnd('.');
            throw new DeploymentException(
                $"The plan {file} cannot be applied: {why}. Make one: {Commands.PlanDeployment} --out FILE", FailureKind.BadInput, error);
        }
    }

    /// <summary>Throws <see cref="DeploymentException"/> (exit 30) when the plan made now is not the saved one.</summary>
    public static void Demand(PlanDocument? saved, DeploymentPlan plan, PlanDocument now)
    {
        if (saved is null)
        {
            return;
        }

        var moved = saved.Basis.Moved(now.Basis);
        var why = saved.Host != now.Host ? $"it was made for {saved.Host}, this is {now.Host}"
            : !moved.IsEmpty ? string.Join("; ", moved)
            : !saved.Prescribes(plan) ? "the steps would be others now"
            : null;
        if (why is not null)
        {
            throw new DeploymentException(
                $"The saved plan ({saved.Release}) no longer fits: {why}.\n→ look at what would be done now, then apply that: {Commands.PlanDeployment} --out FILE",
                FailureKind.Conflict);
        }
    }
}
