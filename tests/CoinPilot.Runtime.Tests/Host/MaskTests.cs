using System.Globalization;
using CoinPilot.Compose.Variables;
using Xunit;

namespace CoinPilot.Host;

/// <summary>One table of what is masked, for the half that runs here and the half that runs on the host.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class MaskTests
{
    private static readonly MaskCase[] Cases =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Host", "mask-cases.tsv")).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t').Select(Unescape).ToArray())
            .Select(cells => new MaskCase(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])),
    ];

    public static TheoryData<string> Shells => HostParts.Shells;

    /// <summary>What a host may have as <c>awk</c>, in each of its shells.</summary>
    public static TheoryData<string, string> ShellsAndAwks =>
        [.. from shell in HostParts.ShellNames from awk in (string[])["/usr/bin/mawk", "/usr/bin/gawk"] where File.Exists(awk) select (shell, awk)];

    [Fact]
    public void The_client_masks_by_the_table() => Agree([.. Cases.Select(each =>
        ValueMask.Of(new[] { each.Env, each.ServiceEnv }, [each.Secret]).Apply(each.Printed))]);

    [Theory]
    [MemberData(nameof(ShellsAndAwks))]
    public async Task The_host_masks_by_the_table(string shell, string awk)
    {
        using var parts = new HostParts();
        for (var i = 0; i < Cases.Length; i++)
        {
            parts.Write(Name(i, "env"), Cases[i].Env);
            parts.Write(Name(i, "service env"), Cases[i].ServiceEnv);
            parts.Write(Name(i, "secret"), Cases[i].Secret);
            parts.Write(Name(i, "printed"), Cases[i].Printed);
        }

        var run = await parts.RunAsync(shell, $"""
            ln -s {awk} "$base/../bin/awk"
            set +f
            for folder in "$base"/case-*; do
              r_env_files=$folder/service?env r_secret_files=$folder/secret
              masked "$folder/env" <"$folder/printed" || exit 1
            done
            """);

        Assert.Equal("", run.StandardError);
        Agree(run.StandardOutput.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Values_that_grow_by_each_other_end_as_they_are_written(string shell)
    {
        using var parts = new HostParts();
        parts.Write("base/env", [.. Enumerable.Range(1, 30).Select(i => $"A{i}=" + string.Concat(Enumerable.Repeat($"${{A{i - 1}}}", 10))).Prepend("A0=xxxxxxxxxx")]);

        var run = await parts.RunAsync(shell, """echo "see xxxxxxxxxx" | masked "$base/env" """);

        Assert.Equal(("see ${A0}\n", ""), (run.StandardOutput, run.StandardError));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_Docker_says_of_a_container_is_masked_and_nothing_else_of_it(string shell)
    {
        const string Fact = """container	{"name":"val-Ue-12","error":"exec: \"val-Ue-12\": not found","startedAt":"x","error":"y"}""";
        using var parts = new HostParts();
        parts.Write("systemd/tiny-compose.service", "X-CoinPilot-Release=NOW");
        parts.Write("base/env", "KEY=val-Ue-12");
        parts.Write("facts", Fact, Fact.Replace("""exec: \"val-Ue-12\": not found""", "", StringComparison.Ordinal), "env\tval-Ue-12");

        var run = await parts.RunAsync(shell, """echo "env_file='$base/env'" >"$base/conf"; mkdir -p "$base/releases/NOW"; mv "$base/conf" "$base/releases/NOW/release.conf"; errors_masked <"${base%/*}/facts" """);

        Assert.Equal("", run.StandardError);
        Assert.Equal(
            [
                """container	{"name":"val-Ue-12","error":"exec: \"${KEY}\": not found","startedAt":"x","error":"y"}""",
                """container	{"name":"val-Ue-12","error":"","startedAt":"x","error":"y"}""",
                "env\tval-Ue-12",
            ],
            run.StandardOutput.TrimEnd('\n').Split('\n'));
    }

    private static string Name(int number, string part) => string.Create(CultureInfo.InvariantCulture, $"base/case-{number:000}/{part}");

    private static void Agree(string[] shown) =>
        Assert.Equal(Cases.Select(each => $"{each.Name}: {each.Shown}"), Cases.Zip(shown, (each, text) => $"{each.Name}: {text}"));

    private static string Unescape(string cell) => System.Text.RegularExpressions.Regex.Replace(cell, @"\\(.)", match => match.Groups[1].Value switch
    {
        "n" => "\n",
        "t" => "\t",
        "r" => "\r",
        var other => other,
    });

    private sealed record MaskCase(string Name, string Env, string ServiceEnv, string Secret, string Printed, string Shown);
}
