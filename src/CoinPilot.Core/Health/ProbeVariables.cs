using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Health;

/// <summary>The values of a stack's env file in a probe's words, as Compose would put them in.</summary>
/// <param name="envFile">The text of the env file.</param>
/// <param name="project">What <c>COMPOSE_PROJECT_NAME</c> is.</param>
public sealed class ProbeVariables(string envFile, string project)
{
    private readonly Dictionary<string, string> values = LenientEnv.Values(envFile)
        .Append(KeyValuePair.Create("COMPOSE_PROJECT_NAME", project))
        .GroupBy(entry => entry.Key, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal); // as it is written, then as it is decoded

    public ServiceProbe Into(ServiceProbe probe) => probe.With(text => Template.Substitute(text, new Scope(values)));

    // What is missing is empty, as in Compose; the probe then says what it asked.
    private sealed class Scope(Dictionary<string, string> values) : IVariableScope
    {
        public Mark At => new("", 0, 0);

        public VariableValue Lookup(string name) => values.TryGetValue(name, out var value) ? VariableValue.Of(value) : VariableValue.Unset;

        public void Used(string name, char form)
        {
        }

        public void BadFormat(string expression)
        {
        }

        public void Missing(string name, string reason)
        {
        }

        public void Unresolved(string expression)
        {
        }
    }
}
