namespace CoinPilot.Releases;

/// <summary>Where one app lives on its host; every path absolute.</summary>
public sealed record HostLayout(AppName App)
{
    /// <summary>The folder that holds those of all apps.</summary>
    public const string Storage = "/var/lib/coinpilot";

    public string Base => BaseOf(App.Text);

    public static string BaseOf(string app) => $"{Storage}/{app}";

    /// <summary>The Compose project directory: relative writable paths (state) live here, never in a release.</summary>
    public string Project => $"{Base}/project";

    /// <summary>The env file that the host owns.</summary>
    public string HostEnvFile => $"/etc/coinpilot/{App}/.env";

    /// <summary>Who is told what; the host owns it too.</summary>
    public string NotifyFile => $"/etc/coinpilot/{App}/notify.json";

    public string ObjectPath(string digest) => $"{Base}/objects/{digest}";

    public string ReleasePath(string id) => $"{Base}/releases/{id}";

    /// <summary>The image name that keeps what <paramref name="service"/> runs in release <paramref name="id"/> (D041).</summary>
    public string ImageTag(string service, string id) =>
        $"coinpilot/{App}{(ImageName.IsPlain(service) ? "/" : "")}{ImageName.Of(service)}:{id}";
}
