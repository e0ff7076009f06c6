using Xunit;

namespace CoinPilot.Compose.Variables;

public sealed class ValueMaskTests
{
    [Fact]
    public void Findings_name_the_variable_and_never_its_value()
    {
        var files = new MemoryFiles()
            .Add("compose.yml", "services:\n  db:\n    image: x\n    ports: [\"${PORT}:80\"]\n    mem_limit: ${SIZE}\n")
            .Add(".env", "PORT=hunter2-hunter2\nSIZE='hunter3 hunter3'\n");

        var reading = ComposeReader.Read(new(["/p/compose.yml"], "/p", ProjectName: "shop"), files);

        Assert.Equal(["port-format", "size-format"], reading.Findings.Select(finding => finding.Rule));
        Assert.Contains("'${PORT}' is no port", reading.Findings[0].Message, StringComparison.Ordinal);
        Assert.All(reading.Findings, finding => Assert.DoesNotContain("hunter", finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the port is no port", "the ${A} is no ${A}")]
    [InlineData("ports are reported", "ports are reported")]
    [InlineData("/long-secret-value@x", "/${B}@x")]
    [InlineData("xlong-secret-valuex", "x${B}x")]
    [InlineData("first line, then second line", "${C}, then ${C}")]
    [InlineData("abc", "abc")]
    public void A_short_value_is_masked_only_as_a_word(string text, string masked)
    {
        ValueMask mask = new([new("A", "port"), new("B", "long-secret-value"), new("C", "first line\nsecond line"), new("D", "abc")]);

        Assert.Equal(masked, mask.Apply(text));
    }
}
