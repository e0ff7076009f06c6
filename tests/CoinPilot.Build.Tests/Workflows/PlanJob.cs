using System.Collections.Immutable;
using CoinPilot.Scripts;

namespace CoinPilot.Workflows;

/// <summary>The job of deploy.yml that plans, with a build that writes a given plan.</summary>
internal sealed class PlanJob : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot plan ");

    public string Output { get; private set; } = "";

    /// <summary>What the job hands on; null when it hands on nothing.</summary>
    public string? Sealed { get; private set; }

    public async Task<int> RunAsync(ImmutableDictionary<string, string> contexts, string plan, int exit, CancellationToken ct)
    {
        ScriptFile.Write(Path.Combine(folder.FullName, "build.sh"), $"#!/bin/sh\necho '{plan}' >\"$5\"\nexit {exit}\n");
        WorkflowRunner runner = new(folder.FullName, folder.CreateSubdirectory("runner temp").FullName, contexts);
        var code = await runner.RunAsync(WorkflowFile.Named("deploy.yml").Jobs[0], ct);
        Output = runner.Output;
        Sealed = runner.Outputs.GetValueOrDefault("plan");
        return code;
    }

    /// <summary>What the job after it is given.</summary>
    public ImmutableDictionary<string, string> Contexts(ImmutableDictionary<string, string> contexts) =>
        Sealed is { } plan ? contexts.SetItem("needs.plan.outputs.plan", plan) : contexts;

    public void Dispose() => folder.Delete(recursive: true);
}
