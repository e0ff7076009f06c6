using System.Collections;
using System.Collections.Immutable;
using CoinPilot.Inspection;
using CoinPilot.Reporting;
using CoinPilot.Transport;

namespace CoinPilot.CommandLine;

/// <summary>What happens before the engine starts and after it ends: arguments checked, environment bound, signals taken, exit code mapped.</summary>
public sealed class Launcher(Type build, IReadOnlyList<string> arguments)
{
    private readonly ArgumentSpecification specification = BuildDescription.Of(build);

    public static int Run(Type build, IReadOnlyList<string> arguments, Func<int> execute)
    {
        if (new Launcher(build, arguments).Prepare() is { } status)
        {
            return status;
        }

        OperatorSignals.Install();

        // A full disk behind a redirection must not end a run in the middle of a switch (D053); a terminal is left as it is.
        if (Console.IsOutputRedirected)
        {
            Console.SetOut(new SteadyWriter(Console.Out, Console.Error));
        }

        try
        {
            var code = execute();
            return code < 0 ? ExitStatus.Failure : code;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(TerminalText.Harmless(e is TypeInitializationException { InnerException: { } inner } ? inner.Message : e.ToString()));
            return ExitStatus.Failure;
        }
    }

    /// <summary>Takes the values back out of the environment, where the engine has read them, so that no child inherits them; secrets wherever they came from.</summary>
    public static void ForgetEnvironment(Type build)
    {
        var parameters = BuildDescription.Of(build).All;
        foreach (var name in parameters.Select(x => x.Name).Append("Root").Concat(parameters.Where(x => x.IsSecret).Select(x => x.Variable)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    private int? Prepare()
    {
        var parsed = ArgumentParser.Parse(specification, arguments);
        var environment = EnvironmentBinding.Of(specification, Variables());
        var root = ProjectRoot.Find();
        var profiles = parsed.Profiles.IsEmpty && environment.Values.TryGetValue("Profile", out var named) ? [named] : parsed.Profiles;
        if (!profiles.IsEmpty || parsed.Values.ContainsKey("SshHost") || environment.Values.ContainsKey("SshHost"))
        {
            SshWarmUp.Start();
        }

        var findings = parsed.Findings.AddRange(new ParameterFiles(specification, root).Check(profiles));
        if (!parsed.WantsHelp && !parsed.WantsVersion && arguments.Count > 0)
        {
            findings = findings.AddRange(environment.Findings).AddRange(ForgottenHost());
        }

        if (Report(findings))
        {
            return ExitStatus.BadInput;
        }

        if (parsed.WantsVersion)
        {
            Console.WriteLine(VersionText.Of(build));
            return ExitStatus.Success;
        }

        var typed = TypedWords.Of(specification, parsed);
        Commands.SpeakAsTyped(typed.Reach, typed.Release);
        Bind(environment, parsed, root);
        return null;
    }

    /// <summary>A host that is given but empty is a forgotten variable: it must not deploy to a lab and look green.</summary>
    private ImmutableArray<Diagnostic> ForgottenHost()
    {
        var variable = specification.Find("SshHost")?.Variable;
        return variable is not null && Environment.GetEnvironmentVariable(variable) is { } value && string.IsNullOrWhiteSpace(value)
            ? [new("variable", Severity.Error, $"{variable} is set but empty", Fix: "give it the host's name, or unset it to use the lab")]
            : [];
    }

    private void Bind(EnvironmentBinding environment, ParsedArguments parsed, string root)
    {
        foreach (var name in environment.Cleared)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var (name, value) in environment.Values)
        {
            var isOnInput = value == "-" && specification.Find(name) is { IsSecret: true };
            Environment.SetEnvironmentVariable(name, isOnInput ? InputLine.First(Console.In) : value);
        }

        Environment.SetEnvironmentVariable("Root", root);
        Environment.SetEnvironmentVariable("Help", parsed.WantsHelp ? "true" : null);
        Environment.SetEnvironmentVariable("NUKE_TELEMETRY_OPTOUT", "1");
    }

    private static bool Report(ImmutableArray<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            Console.Error.WriteLine(TerminalText.Harmless(finding.ToString()));
        }

        var isRefused = findings.Any(x => x.Severity == Severity.Error);
        if (isRefused)
        {
            Console.Error.WriteLine($"Nothing was run. {Commands.Of("--help")} lists the targets and parameters.");
        }

        return isRefused;
    }

    // Queries over entries cost their compilation at every start.
    private static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
