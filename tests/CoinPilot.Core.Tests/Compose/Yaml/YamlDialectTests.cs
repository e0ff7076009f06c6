using Xunit;

namespace CoinPilot.Compose.Yaml;

/// <summary>Where YamlDotNet and the library that Compose uses say something else of one text; what has no tab stands in Conformance/cases.tsv.</summary>
public sealed class YamlDialectTests
{
    [Theory]
    [InlineData("services:\n\tweb: {image: nginx}")]
    [InlineData("services:\n  web:\n    image: nginx\n    command:\n    -\ta")]
    [InlineData("services: {web: {image: nginx}}\n\t\nx-a: b")]
    [InlineData("x-a: |\n  \tb\nservices: {web: {image: nginx}}")]
    [InlineData("x-a: |\n  b\n \tc\nservices: {web: {image: nginx}}")]
    [InlineData("services:\n\t# c\n  web: {image: nginx}")]
    public void A_tab_that_Compose_refuses_is_refused(string text)
    {
        var finding = Assert.Single(MemoryFiles.Compose(text).Findings);

        Assert.Equal("yaml-syntax", finding.Rule);
        Assert.Equal("indent with spaces", finding.Fix);
    }

    /// <summary>Compose takes these; YamlDotNet refuses them or takes them for something else. Nothing is deployed then, and the finding says what to write.</summary>
    [Theory]
    [InlineData("services:\n  web:\n    image: nginx\n    command: \"a\n    b\"")]
    [InlineData("services:\n  web:\n    image: nginx\n    command: [\n    a ]")]
    [InlineData("services:\n  web:\n    image: nginx\n    command: |\n      \n      a")]
    [InlineData("services: {web: {image: nginx, command: [cat, -]}}")]
    [InlineData("services: {web: {image: nginx, labels: [a:, b]}}")]
    [InlineData("services: {web: {image: nginx, labels: {a:, b: c}}}")]
    [InlineData("x-a: &a web\nservices:\n  *a: {image: nginx}")]
    [InlineData("services: {web: {image: nginx, labels: [!!str, a]}}")]
    [InlineData("x-a: \"it\\'s\"\nservices: {web: {image: nginx}}")]
    [InlineData("services:\n  web:\n    image: \"nginx\"#c")]
    [InlineData("services: {web: {image: nginx, labels: [a]#c\n  }}")]
    [InlineData("services: {web: {image: nginx, labels: [a,#c\n  b]}}")]
    [InlineData("x-a: |#c\n  a\nservices: {web: {image: nginx}}")]
    [InlineData("services: {web: {image: nginx, labels: {?a: b}}}")]
    [InlineData("x-a:\n  b:\n  >-\n  c: d\nservices: {web: {image: nginx}}")]
    [InlineData("%YAML 1.1\n---\nservices: {web: {image: nginx}}\n...\n%YAML 1.1\n---\nservices: {web: {command: a}}")]
    [InlineData("%TAG !a! tag:x:\n---\nservices: {web: {image: nginx}}")]
    public void A_text_that_only_Compose_takes_is_refused_with_what_to_write(string text)
    {
        var finding = Assert.Single(MemoryFiles.Compose(text).Findings);

        Assert.Equal("yaml-syntax", finding.Rule);
        Assert.NotEmpty(finding.Fix!);
    }

    [Fact]
    public void More_blanks_than_the_scanner_holds_are_refused()
    {
        var finding = Assert.Single(MemoryFiles.Compose($"x-a: |1\n{new string(' ', 3000)}a\nservices: {{web: {{image: nginx}}}}\n").Findings);

        Assert.Equal("yaml-syntax", finding.Rule);
    }

    [Theory]
    [InlineData("services:\n  web:\n", "/p/compose.yml:2:6")]
    [InlineData("services: {web: }", "/p/compose.yml:1:17")]
    [InlineData("services:\n  web: &w !!str a\n", "/p/compose.yml:2:17")]
    [InlineData("services:\n  web: &w\n    - a\n", "/p/compose.yml:3:5")]
    [InlineData("services: {web: {image: nginx, command: [a: b]}}", "/p/compose.yml:1:42")]
    public void A_node_stands_where_it_begins(string text, string place) =>
        Assert.Equal(place, Assert.Single(MemoryFiles.Compose(text).Findings).At!.ToString());
}
