using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoinPilot.Compose;
using CoinPilot.Compose.Conformance;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>Validation against Compose itself on the same file, and its growth with the number of services.</summary>
public sealed class ComposeBenchmark
{
    private const int Judged = 500;
    private const int Rounds = 5;

    [Fact(Explicit = true)]
    public async Task Validation_keeps_up_with_Compose_and_grows_linearly()
    {
        var oracle = ComposeOracle.Find();
        var table = new BenchTable("compose", "Validating a Compose file", "services", "ours, ms", "ours, KiB allocated a service", "docker compose config -q, ms", "ratio");
        var first = Time(Stack(Judged), out _);
        var times = new Dictionary<int, double>();
        var bytes = new Dictionary<int, double>();
        var ratio = 0.0;
        foreach (var count in (int[])[10, 50, Judged, 5000])
        {
            var text = Stack(count);
            var samples = Enumerable.Range(0, Rounds).Select(_ => (Ms: Time(text, out var allocated), Bytes: allocated)).OrderBy(s => s.Ms).ToArray();
            times[count] = samples[Rounds / 2].Ms;
            bytes[count] = samples[Rounds / 2].Bytes / (double)count;
            var isAsked = oracle is not null && count <= Judged;
            var theirs = isAsked ? await TimeAsync(oracle!, text) : double.NaN;
            ratio = count == Judged ? times[count] / theirs : ratio;
            table.Row(Text(count), Text(times[count]), Text(bytes[count] / 1024), isAsked ? Text(theirs) : oracle is null ? "no plugin here" : "not asked", isAsked ? Text(times[count] / theirs) : "–");
        }

        table.Note($"Every service has an image, ports, mounts, variables, a healthcheck, a dependency, networks and a secret. Ours: in this process, median of {Rounds}; the first reading of {Judged} services, compiling itself, took {Text(first)} ms. "
            + (oracle is null ? "There is no Compose plugin on this machine: no comparison." : $"Compose {oracle.Version}: a process each time, median of {Rounds}; not asked about 5,000."));
        if (oracle is not null)
        {
            table.Bar($"{Judged} services, ours by Compose's", ratio, 1);
        }
        table.Bar("memory a service, 5,000 by 500", bytes[5000] / bytes[Judged], 1.2);
        table.Bar("time a service, 5,000 by 500", times[5000] / 5000 / (times[Judged] / Judged), 2);
        table.Save();
    }

    private static double Time(string text, out long allocated)
    {
        var files = MemoryFiles.Parse(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var reading = files.Compose();
        watch.Stop();
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Empty(reading.Findings);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Task<double> TimeAsync(ComposeOracle oracle, string text) => ComposeOracle.InFolderAsync(text, async folder =>
    {
        var samples = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.True(await oracle.AcceptsAsync(folder, TestContext.Current.CancellationToken));
            samples.Add(watch.Elapsed.TotalMilliseconds);
        }
        return samples.Order().ElementAt(Rounds / 2);
    });

    private static string Stack(int services)
    {
        var text = new StringBuilder("name: big\nservices:\n");
        for (var i = 0; i < services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  s{{i}}:
                    image: "registry.example/app/s{{i}}:${TAG:-1.0}"
                    restart: unless-stopped
                    environment: {A: "${A:-a}", LEVEL: info, INDEX: "{{i}}" }
                    ports: ["127.0.0.1:{{10000 + i}}:80"]
                    volumes: ["data:/data", "./conf/s{{i}}.conf:/etc/s.conf:ro"]
                    healthcheck: {test: [CMD, check], interval: 10s, timeout: 3s, retries: 5, start_period: 30s}
                    networks: [front, back]
                    secrets: [key]
                    labels: {app: big, part: "s{{i}}" }
                    logging: {driver: json-file, options: {max-size: 10m} }

                """);
            if (i % 10 > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    depends_on:\n      s{i - 1}: {{condition: service_healthy}}\n");
            }
        }
        return text.Append("networks: {front: {}, back: {}}\nvolumes: {data: {name: big_data}}\nsecrets: {key: {file: ./key}}\n").ToString();
    }

    private static string Text(double figure) => figure.ToString(figure < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
