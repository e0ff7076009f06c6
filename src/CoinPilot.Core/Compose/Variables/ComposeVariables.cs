using System.Collections.Immutable;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Variables;

/// <summary>The values that a file's variables get, and a record of which were used where.</summary>
internal sealed class ComposeVariables
{
    private readonly ImmutableDictionary<string, string> values;
    private readonly bool unknownAreSet;
    private readonly Ledger ledger;

    public ComposeVariables(ImmutableDictionary<string, string> values, bool unknownAreSet)
        : this(values, unknownAreSet, new Ledger())
    {
    }

    private ComposeVariables(ImmutableDictionary<string, string> values, bool unknownAreSet, Ledger ledger)
    {
        this.values = values;
        this.unknownAreSet = unknownAreSet;
        this.ledger = ledger;
    }

    public ImmutableDictionary<string, string> Values => values;

    public ImmutableArray<ComposeVariable> Uses => [.. ledger.Uses];

    public int UseCount => ledger.Uses.Count;

    public ImmutableArray<string> UnknownExpressions => [.. ledger.Expressions];

    public VariableValue Lookup(string name) => values.TryGetValue(name, out var value) ? VariableValue.Of(value)
        : unknownAreSet ? VariableValue.Unknown : VariableValue.Unset;

    /// <summary>The same with further values below the ones that are there, for an included file.</summary>
    public ComposeVariables With(IEnumerable<KeyValuePair<string, string>> further)
    {
        var builder = values.ToBuilder();
        foreach (var (key, value) in further)
        {
            builder.TryAdd(key, value);
        }
        return new(builder.ToImmutable(), unknownAreSet, ledger);
    }

    public ComposeVariables WithProjectName(string name) => new(values.SetItem("COMPOSE_PROJECT_NAME", name), unknownAreSet, ledger);

    /// <summary>Puts variables into one scalar.</summary>
    public (string Text, bool PartlyUnknown) Substitute(string text, Mark at, Findings findings)
    {
        var scope = new Scope(this, at, findings);
        var result = Template.Substitute(text, scope);
        if ((ledger.Characters += result.Length) > ComposeLimits.AllValues)
        {
            throw new ComposeLimitException(at, $"variables make more than {ComposeLimits.AllValues >> 20} MiB of text");
        }
        return (result, scope.HasUnknown);
    }

    /// <summary>Notes a key that takes its value from outside, as `environment: [KEY]` does.</summary>
    public void NoteInherited(string name, Mark at) => ledger.Uses.Add(new(name, true, false, Lookup(name).State != VariableState.Unset, at.ToLocation()));

    private sealed class Ledger
    {
        public long Characters { get; set; }
        public List<ComposeVariable> Uses { get; } = [];
        public HashSet<string> Expressions { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Scope(ComposeVariables owner, Mark at, Findings findings) : IVariableScope
    {
        public bool HasUnknown { get; private set; }

        public Mark At => at;

        public VariableValue Lookup(string name) => owner.Lookup(name);

        public void Used(string name, char form) => owner.ledger.Uses.Add(new(
            name, form is '-' or '+', form == '?', Lookup(name).State != VariableState.Unset, at.ToLocation()));

        public void BadFormat(string expression) => findings.Report(VariableRules.Format, at,
            $"'{expression}' is no form of a variable", "write ${NAME}, ${NAME:-default} or ${NAME:?message}; `$$` for a dollar sign");

        public void Missing(string name, string reason) => findings.Report(VariableRules.Required, at,
            $"the variable {name} has no value{(reason.Length == 0 ? "" : ": " + reason)}",
            findings.Near(name, owner.Values.Keys, $"set {name} in the env file"));

        public void Unresolved(string expression)
        {
            HasUnknown = true;
            owner.ledger.Expressions.Add(expression);
        }
    }
}
