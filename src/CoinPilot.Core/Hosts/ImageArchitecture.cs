namespace CoinPilot.Hosts;

/// <summary>Architectures as images name them.</summary>
public static class ImageArchitecture
{
    /// <summary>Of a machine, by what <c>uname -m</c> says.</summary>
    public static string Of(string machine) => machine switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        ['a', 'r', 'm', 'v', ..] => "arm",
        ['i', _, '8', '6'] => "386",
        _ => machine,
    };

    /// <summary>Whether a machine can't run an image by itself; false where the image does not say what it is for.</summary>
    public static bool IsForeign(string machine, string image) => image != machine && (machine, image) is not ((_, "" or "unknown") or ("amd64", "386") or ("arm64", "arm"));
}
