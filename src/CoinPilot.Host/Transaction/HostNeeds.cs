using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What must be true of a host before anything is touched: Core's own judgement of what was observed.</summary>
internal static class HostNeeds
{
    /// <summary>Of a release that is switched to. Throws <see cref="VerbFailedException"/> (2) on the first lack.</summary>
    public static void Demand(TransactionParts parts, HostState host, ReleaseConf conf)
    {
        DemandHost(parts, host);
        Demand(parts, UnitOwner.Check(host, parts.Places.App, parts.Places.Unit));
        DemandEnvFile(parts, conf);
    }

    /// <summary>Of the host itself. Throws <see cref="VerbFailedException"/> (2).</summary>
    public static void DemandHost(TransactionParts parts, HostState host) => Demand(parts, Preflight.Check(host, new(parts.Places.App), needsHostEnvFile: false));

    /// <summary>Of the values that a release needs. Throws <see cref="VerbFailedException"/> (2).</summary>
    public static void DemandEnvFile(TransactionParts parts, ReleaseConf conf)
    {
        if (conf.EnvFile.Length > 0 && parts.Host.Files.Target(conf.EnvFile) is null)
        {
            var folder = Path.GetDirectoryName(conf.EnvFile);
            throw new VerbFailedException(
                ExitStatus.BadInput,
                $"there is no {conf.EnvFile} on this host, and the stack needs its values",
                $"copy your .env to the host, then there: sudo install -d -m700 {folder} && sudo install -m600 .env {conf.EnvFile}");
        }
    }

    private static void Demand(TransactionParts parts, ImmutableArray<Diagnostic> findings)
    {
        if (findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } lack)
        {
            throw new VerbFailedException(ExitStatus.BadInput, lack.Message, lack.Fix ?? parts.Look);
        }
    }
}
