using System.Text;
using CsCheck;
using Xunit;

namespace CoinPilot.Compose;

public sealed class HostileFilesTests
{
    private const string Web = "\nservices: {web: {image: nginx}}\n";

    public static TheoryData<string, string> Bombs => new()
    {
        { "laughs", Laughs() + Web },
        { "merges", string.Concat(Enumerable.Range(1, 2000).Select(i => $"x-{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}\n").Prepend("x-0: &a0 {a: 1}\n")) + Web },
        { "deep", "x-a: " + new string('[', 100_000) + Web },
        { "deep blocks", "x-a:\n" + string.Concat(Enumerable.Range(1, 3000).Select(i => new string(' ', i) + "a:\n")) + Web },
        { "nested defaults", "services: {web: {image: \"" + string.Concat(Enumerable.Repeat("${A:-", 50_000)) + new string('}', 50_000) + "\"}}" },
        { "aliases of aliases", string.Concat(Enumerable.Range(1, 5000).Select(i => $"x-{i}: &c{i} [*c{i - 1}]\n").Prepend("x-0: &c0 [1]\n")) + Web },
        { "uses of an anchor", "x-a: &a {b: 1}\nx-b:\n" + string.Concat(Enumerable.Repeat("- {c: *a, <<: *a}\n", 30_000)) + Web },
        { "itself", "x-a: &a [*a]" + Web },
        { "growing values", "services: {web: {image: nginx, env_file: bomb}}\n=== bomb\nA0=xxxxxxxxxx\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"A{i}=" + string.Concat(Enumerable.Repeat($"${{A{i - 1}}}", 10)) + "\n")) },
        { "open quote", "services: {web: {image: \"" + new string('a', 1_000_000) },
        { "open braces", "services: {web: {image: \"" + string.Concat(Enumerable.Repeat("${A:-", 100_000)) + "\"}}" },
        { "misspelt", "services: {" + string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"s{i}: {{imge: b, depends_on: [q{i}]}}")) + "}" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_a_finding_and_soon(string name, string text)
    {
        var time = System.Diagnostics.Stopwatch.StartNew();

        var reading = MemoryFiles.Parse(text).Compose();

        Assert.True(reading.HasErrors, name);
        Assert.True(time.Elapsed < TimeSpan.FromMinutes(2), $"{name} took {time.Elapsed}");
    }

    [Theory]
    [InlineData("{}: x\n")]
    [InlineData("[]: x\nservices: {web: {image: nginx}}\n")]
    public void An_empty_collection_as_the_first_key_is_a_finding(string text) => Assert.True(MemoryFiles.Compose(text).HasErrors);

    [Fact]
    public void Many_ports_stay_bounded() =>
        Assert.NotNull(MemoryFiles.Compose("services: {" + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"s{i}: {{image: b, ports: [\"1-65535\"]}}")) + "}").Project);

    [Fact]
    public void No_text_makes_the_reader_throw() =>
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[1, 25], Gen.Bool).Sample((pieces, prefixed) =>
        {
            var text = (prefixed ? "services:\n  web:\n    image: nginx\n    " : "") + string.Concat(pieces);

            _ = new MemoryFiles().Add("compose.yml", Encoding.UTF8.GetBytes(text)).Add(".env", text).Compose();
        }, iter: 3000, seed: null);

    private static readonly string[] Pieces =
    [
        "services", "web", "image", "ports", "volumes", "environment", "depends_on", "extends", "include", "build", "deploy", "x-a", "<<", "&a ", "*a", "!reset ", "!override ",
        "!!int ", ": ", "- ", "\n", "\n  ", "\n    ", "\n      ", " ", "\t", "{", "}", "[", "]", ",", "\"", "'", "|\n", ">-\n", "#", "---\n", "...\n", "${", "${A", "${A:-", "}", "$$",
        "1", "-1", "1.5", "true", "null", "~", "2001-01-01", "80:80", "./a:/b", "\u0007", "\ufeff", "é", "%TAG ! x\n", "?", "@", "`",
    ];

    private static string Laughs() => string.Concat(Enumerable.Range(1, 12)
        .Select(i => $"x-{i}: &l{i} [{string.Join(",", Enumerable.Repeat($"*l{i - 1}", 10))}]\n").Prepend("x-0: &l0 [ha]\n"));
}
