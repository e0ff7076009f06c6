using System.Text;

namespace CoinPilot.Compose.Rules;

/// <summary>docs/rules.md, made of the rules and their examples.</summary>
internal static class RuleDocument
{
    public static string Render()
    {
        var examples = RuleExamples.All.Concat(LintExamples.All).ToLookup(e => e.Rule, StringComparer.Ordinal);
        var text = new StringBuilder(
            """
            # Rules of `ValidateCompose`

            Generated from the rules and their tests: change those, then run the tests with `COINPILOT_WRITE_DOCS=1`.
            A line `=== path` begins a further file. `--lint off` leaves the rules of Compose,
            `outside-checkout`, `unknown-x-coinpilot`, `start-first-not-possible` and `single-twice`.

            ## Rules of Compose

            What they refuse, `docker compose config` refuses too.


            """);
        Section(text, ComposeRules.OfCompose, examples);
        text.Append(
            """
            ## Lints

            Compose accepts what they speak about. Each can be allowed, with a reason: in the Compose file, for the file or
            for one service, by `x-coinpilot: { allow: { rule: reason } }`; for a run or a profile by `--allow rule=reason`.


            """);
        Section(text, ComposeRules.OfLints, examples);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Section(StringBuilder text, IEnumerable<ComposeRule> rules, ILookup<string, RuleExample> examples)
    {
        foreach (var rule in rules)
        {
            text.Append("### ").Append(rule.Id).Append("\n\n").Append(rule.Severity).Append(". ").Append(rule.Summary).Append("\n\n");
            foreach (var example in examples[rule.Id].Take(1))
            {
                Block(text, "Bad", example.Bad);
                Block(text, "Good", example.Good);
            }
        }
    }

    private static void Block(StringBuilder text, string title, string yaml) => text.Append(title).Append(":\n\n```yaml\n")
        .Append(string.Concat(yaml.TrimEnd('\n').Select(c => c is '\t' ? "→" : char.IsControl(c) && c != '\n' ? "�" : c.ToString()))).Append("\n```\n\n");
}
