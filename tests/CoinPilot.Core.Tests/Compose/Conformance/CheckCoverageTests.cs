using System.Reflection;
using CoinPilot.Compose.Rules;
using Xunit;

namespace CoinPilot.Compose.Conformance;

public sealed class CheckCoverageTests
{
    /// <summary>What no text can show: bytes, sizes and a file that is not there; RuleExamplesTests and HostileFilesTests do.</summary>
    private static readonly string[] ShownElsewhere = ["compose-file-missing", "yaml-encoding", "yaml-too-large"];

    private const string ServiceKeys = """
        annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count
        cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy
        develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose extends
        external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links logging
        mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable
        oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy
        pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period
        stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir
        """;

    private static readonly IReadOnlyList<ConformanceCase> Suite = [.. ConformanceCase.All, .. OracleTests.Examples()];

    /// <summary>The checks of Compose's loader in its own order, each with the rules that make it here.</summary>
    private static IReadOnlyList<(int Number, string Title, string[] Rules)> Checks { get; } = Read();

    [Fact]
    public void Every_check_of_Compose_is_made_by_rules_that_exist()
    {
        Assert.Equal(Enumerable.Range(1, 47), Checks.Select(c => c.Number));
        Assert.Empty(Checks.SelectMany(c => c.Rules).Except(ComposeRules.OfCompose.Select(r => r.Id)));
    }

    [Fact]
    public void Every_rule_of_Compose_belongs_to_a_check() =>
        Assert.Empty(ComposeRules.OfCompose.Select(r => r.Id).Except(Checks.SelectMany(c => c.Rules)));

    [Fact]
    public void Every_rule_refuses_a_file_of_the_suite_and_has_a_neighbour_that_is_accepted()
    {
        var refused = Suite.Where(c => !c.IsAccepted).Select(c => c.Rule).ToHashSet();
        var accepted = RuleExamples.All.Where(e => Suite.Any(c => c.IsAccepted && c.Text == e.Good)).Select(e => e.Rule).ToHashSet();

        Assert.Empty(ComposeRules.OfCompose.Select(r => r.Id).Except(refused).Except(ShownElsewhere));
        Assert.Empty(ComposeRules.OfCompose.Select(r => r.Id).Except(accepted).Except(ShownElsewhere));
    }

    [Fact]
    public void Every_key_of_a_service_is_in_an_accepted_and_in_a_refused_file()
    {
        foreach (var key in ServiceKeys.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains(Suite, c => c.IsAccepted && c.Text.Contains(key + ":", StringComparison.Ordinal));
            Assert.Contains(Suite, c => !c.IsAccepted && c.Text.Contains(key + ":", StringComparison.Ordinal));
        }
    }

    private static List<(int, string, string[])> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("checks.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(c => (int.Parse(c[0], System.Globalization.CultureInfo.InvariantCulture), c[1], c[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }
}
