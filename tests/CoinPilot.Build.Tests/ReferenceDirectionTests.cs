using System.Reflection;
using System.Text.RegularExpressions;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot;

/// <summary>References point one way: build → Runtime → Core, and the engine's types stay inside build/.</summary>
public sealed partial class ReferenceDirectionTests
{
    [Fact]
    public void Core_knows_the_base_library_and_a_parser_of_YAML()
    {
        Assert.Equal(["YamlDotNet"], Foreign(typeof(ExitStatus).Assembly));
    }

    [Fact]
    public void Runtime_knows_Core_and_no_engine()
    {
        var references = Foreign(typeof(CommandLine.Launcher).Assembly);

        Assert.Contains("CoinPilot.Core", references);
        Assert.DoesNotContain(references, x => x.Contains("Nuke", StringComparison.OrdinalIgnoreCase) || x.StartsWith("_build", StringComparison.Ordinal));
    }

    [Fact]
    public void The_build_knows_Runtime()
    {
        Assert.Contains("CoinPilot.Client", Foreign(typeof(Build).Assembly));
    }

    [Fact]
    public void No_source_outside_build_names_the_engine()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(ProcessRun.ProjectRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(x => !x.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.DoesNotContain(sources, x => File.ReadAllText(x).Contains("Nuke.Common;", StringComparison.Ordinal) || File.ReadAllText(x).Contains("Nuke.Common.", StringComparison.Ordinal));
    }

    // Both engines have these; the stand-in has no others, NUKE would offer hundreds.
    [Fact]
    public void The_build_uses_four_namespaces_of_the_engine_at_most()
    {
        var usings = Directory.EnumerateFiles(Path.Combine(ProcessRun.ProjectRoot, "build"), "Build*.cs")
            .SelectMany(x => EngineUsing().Matches(File.ReadAllText(x)).Select(y => y.Groups[1].Value));

        Assert.Empty(usings.Except(["Nuke.Common", "Nuke.Common.IO", "Nuke.Common.Execution", "Nuke.Common.Tooling"]));
    }

    private static IEnumerable<string> Foreign(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(x => x.Name!)
        .Where(x => !x.StartsWith("System.", StringComparison.Ordinal) && x is not ("System" or "netstandard" or "mscorlib" or "Microsoft.CSharp"));

    [GeneratedRegex(@"^using (?:static )?(Nuke[\w.]*)", RegexOptions.Multiline)]
    private static partial Regex EngineUsing();
}
