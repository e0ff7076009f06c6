namespace CoinPilot.Compose.Pulls;

/// <summary>Where a service's image comes from.</summary>
public abstract record ImageSource
{
    private ImageSource()
    {
    }

    /// <summary>Built on the host from the service's own `build:`.</summary>
    public sealed record Build(string Context) : ImageSource
    {
        public override string ToString() => $"built here from {Context}";
    }

    /// <summary>Pulled from a registry.</summary>
    public sealed record Registry(ImageReference Reference) : ImageSource
    {
        public override string ToString() => $"registry image {Reference.Canonical}";
    }

    /// <summary>On the host only: never pulled, and nothing builds it.</summary>
    public sealed record LocalOnly(string Image) : ImageSource
    {
        public override string ToString() => $"local only: {Image}";
    }

    /// <summary>The image that another service builds.</summary>
    public sealed record SharedBuild(string Builder, string Image) : ImageSource
    {
        public override string ToString() => $"built by {Builder}";
    }

    /// <summary>No image at all: an external program provides the service.</summary>
    public sealed record Provider : ImageSource
    {
        public override string ToString() => "provided by a plugin";
    }
}
