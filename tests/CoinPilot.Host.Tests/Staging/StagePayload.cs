using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Serving;
using CoinPilot.Simulated;

namespace CoinPilot.Staging;

/// <summary>The bytes of a release with one service, as a client sends them.</summary>
internal static class StagePayload
{
    public const string Id = "20261130-101500-abcdef0";

    public const string Project = """{"name":"tiny","services":{"web":{"image":"lab/web:1"}}}""";

    private static readonly byte[] Object = Tar(("app.conf", "content"u8.ToArray()));

    public static string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Object));

    public static RequestPayload Of(SimulatedHost host)
    {
        var folder = host.Places.Release(Id);
        var bytes = Tar(
            ("release/unit", Encoding.UTF8.GetBytes(SimulatedHost.UnitOf(Id))),
            ("release/hold.conf", "[Service]\nRestart=no\n"u8.ToArray()),
            ("release/transaction.conf", "[Service]\nRestart=no\n"u8.ToArray()),
            ("release/manifest.json", "{}\n"u8.ToArray()),
            ("release/.env", "KEY=value\n"u8.ToArray()),
            ("release/compose.release.yml", Encoding.UTF8.GetBytes($"services:\n  web:\n    image: lab/web:1\n    volumes: [{host.Places.Objects}/{Digest}:/data]\n")),
            ("release/release.conf", Encoding.UTF8.GetBytes(
                $"format='1'\nrelease='{Id}'\nproject='tiny'\ncompose_files='{folder}/compose.release.yml'\nenv_file='{folder}/.env'\nimages='web=lab/web:1'\n"
                + "pull_timeout='60'\nbuild_timeout='60'\nstart_timeout='60'\ntags='exact'\n")),
            ($"objects/{Digest}.tar", Object));
        return new(new MemoryStream(bytes), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream written = new();
        using (TarWriter tar = new(written, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using MemoryStream bytes = new(content);
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = bytes, ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return written.ToArray();
    }
}
