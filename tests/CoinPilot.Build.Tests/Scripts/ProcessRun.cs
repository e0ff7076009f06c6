using System.Collections;
using CliWrap;
using CliWrap.Buffered;

namespace CoinPilot.Scripts;

/// <summary>A real process with the machine's environment, less what could steer the program under test.</summary>
internal static class ProcessRun
{
    /// <summary>The folder of the dotnet program that runs the tests.</summary>
    public static string DotNetRoot { get; } = Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!);

    public static string DotNet => Path.Combine(DotNetRoot, "dotnet");

    public static string ProjectRoot { get; } = CommandLine.ProjectRoot.Find();

    /// <summary>The build on the stand-in, beside the tests.</summary>
    public static string BuildProgram => Path.Combine(AppContext.BaseDirectory, "_build.offline");

    public static Command Of(string program, IEnumerable<string> arguments, params (string Name, string? Value)[] environment) =>
        Cli.Wrap(program)
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(x =>
            {
                foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(y => (string)y.Key).Where(IsSteering))
                {
                    x.Set(name, null);
                }

                foreach (var (name, value) in environment)
                {
                    x.Set(name, value);
                }
            });

    public static async Task<BufferedCommandResult> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(15));
        return await Of(program, arguments, environment).ExecuteBufferedAsync(limit.Token);
    }

    private static bool IsSteering(string variable) =>
        variable.StartsWith("COINPILOT_", StringComparison.Ordinal) || variable is "GITHUB_ACTIONS" or "NUGET_PACKAGES" or "DOTNET_ROOT";
}
