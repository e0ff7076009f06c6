using System.Text;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>One run of a build, from its arguments to its exit code: -1 when it failed and set no other.</summary>
internal static class BuildRunner
{
    private const int Failure = -1;

    public static int Run(NukeBuild build, IEnumerable<Target> defaults, IReadOnlyList<string> arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var log = EngineLog.Start(build.Output);
        try
        {
            return Run(build, TargetFactory.Create(build, defaults), new ParameterInjection(arguments));
        }
        catch (Exception thrown)
        {
            if (thrown is not TargetFailedException)
            {
                build.Output.Error(TargetFailedException.Unwrap(thrown).Message);
            }

            build.ExitCode ??= Failure;
        }

        Finish(build);
        return build.ExitCode ?? Failure;
    }

    private static int Run(NukeBuild build, IReadOnlyList<ExecutableTarget> targets, ParameterInjection parameters)
    {
        parameters.Inject(build);
        EngineLog.Show(build.Verbosity);
        build.RaiseBuildCreated();
        if (!build.NoLogo)
        {
            build.Output.Line("CoinPilot offline engine, in place of NUKE 10.1.0");
            build.Output.Line();
        }

        build.ExecutionPlan = ExecutionPlanner.Plan(targets, parameters.Targets);
        if (build.Help || build.ExecutionPlan.Count == 0)
        {
            Console.Write(HelpText.Of(build.GetType(), targets));
            return 0;
        }

        build.RaiseBuildInitialized();
        new TargetExecutor(build).Run(parameters.Skip);
        build.ExitCode ??= build.IsSucceeding ? 0 : Failure;
        Finish(build);
        return build.ExitCode.Value;
    }

    private static void Finish(NukeBuild build)
    {
        if (build.ExecutionPlan.Count == 0)
        {
            return;
        }

        foreach (var target in build.ExecutionPlan)
        {
            target.Stopwatch.Stop();
            target.Status = target.Status switch
            {
                ExecutionStatus.Running => ExecutionStatus.Aborted,
                ExecutionStatus.Scheduled => ExecutionStatus.NotRun,
                var other => other,
            };
        }

        EngineLog.RepeatErrorsAndWarnings(build.Output);
        SummaryTable.Write(build);
        build.RaiseBuildFinished();
        Log.CloseAndFlush();
    }
}
