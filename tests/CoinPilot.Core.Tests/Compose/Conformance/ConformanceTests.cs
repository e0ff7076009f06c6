using Xunit;

namespace CoinPilot.Compose.Conformance;

public sealed class ConformanceTests
{
    [Fact]
    public void Every_file_gets_the_verdict_of_Compose()
    {
        var wrong = ConformanceCase.All.Where(c => c.IsAccepted == MemoryFiles.Parse(c.Text).Compose().HasErrors).Select(c => c.Text);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_refusal_names_the_rule_that_it_is_about()
    {
        var wrong = ConformanceCase.All
            .Where(c => !c.IsAccepted && MemoryFiles.Parse(c.Text).Compose().Findings.All(f => f.Rule != c.Rule))
            .Select(c => $"{c.Rule}: {c.Text}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void There_are_enough_of_both_kinds()
    {
        Assert.True(ConformanceCase.All.Count(c => c.IsAccepted) >= 300);
        Assert.True(ConformanceCase.All.Count(c => !c.IsAccepted) >= 400);
    }

    [Fact]
    public void Every_accepted_file_becomes_the_model_of_Compose()
    {
        var wrong = new List<string>();
        foreach (var conformance in ConformanceCase.All.Where(c => c.Config is not null))
        {
            var ours = ConfigJson.OfModel(ModelJson.Of(MemoryFiles.Parse(conformance.Text).Compose().Project!)).ToJsonString();
            if (ours != conformance.Config!.ToJsonString())
            {
                wrong.Add($"{conformance.Text}\nCompose: {conformance.Config.ToJsonString()}\nours:    {ours}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_accepted_file_has_a_recorded_model() =>
        Assert.Empty(ConformanceCase.All.Where(c => c.IsAccepted && c.Model.Length == 0).Select(c => c.Text));
}
