using CoinPilot.Harness;

namespace CoinPilot.Boots;

/// <summary>Something that is wrong before a boot.</summary>
/// <param name="Lay">Shell text for the host, which runs as it was deployed when it begins; <c>BAD</c> is where a bad image's name goes.</param>
internal sealed record MatrixFault(string Lay)
{
    private const string FromGood = "docker create --name mold lab/tiny:2 >/dev/null && ";

    /// <summary>Its shell text makes a bad image.</summary>
    public bool IsImage => Lay.Contains("BAD", StringComparison.Ordinal);

    /// <summary>The service that a person must decide about; null where the host has all that it needs.</summary>
    public string? Asks { get; init; }

    /// <summary>What is lacking, as a person is told it.</summary>
    public string Names { get; init; } = "";

    /// <summary>Shell text that brings back what is lacking; null where the command that is said is run instead.</summary>
    public string? BringBack { get; init; }

    public static MatrixFault Of(string fault, MatrixHost on) => fault switch
    {
        "crash" => Image("""["sh","-c","echo going down; exit 3"]"""),
        "exits 0" => Image("""["sh","-c","exit 0"]"""),
        "unhealthy" => Image("""["sh","-c","trap 'exit 0' TERM; sleep 100000 & wait"]"""),
        "no shell" => new("mkdir -p /root/bad && echo >/root/bad/file && tar -C /root/bad -c file | docker import - BAD"),
        "other architecture" => new($"{FromGood}docker export mold | docker import --platform linux/arm64 - BAD && docker rm mold"),
        "image gone" => new($"systemctl stop {on.Unit} && docker system prune -af"),
        "network gone" => new($"systemctl stop {on.Unit} && docker network rm {MatrixHost.App}_default"),
        "volume gone" => new($"systemctl stop {on.Unit} && docker rm {MatrixHost.App}-db && docker volume rm {MatrixHost.Volume}") { Asks = "db", Names = MatrixHost.Volume },
        "bind source gone" => new($"rm -r {MatrixHost.Folder}") { Asks = "other", Names = MatrixHost.Folder },
        "mount gone" => new("true") { Asks = "other", Names = MatrixHost.Disk, BringBack = MatrixHost.Mount },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no fault of the matrix"),
    };

    private static MatrixFault Image(string entrypoint) =>
        new($"{FromGood}docker commit -c 'ENTRYPOINT {entrypoint.Replace("'", "'\\''", StringComparison.Ordinal)}' mold BAD && docker rm mold");
}
