using static CoinPilot.Compose.Schema.Shapes;

namespace CoinPilot.Compose.Schema;

/// <summary>`build`.</summary>
internal static class BuildSchema
{
    public static readonly ValueSchema Build = Group(
        ("context", Text),
        ("dockerfile", Text),
        ("dockerfile_inline", Text),
        ("entitlements", TextList),
        ("args", EnvironmentMap),
        ("ssh", ListOrMap with { LongForm = Forms.SshForm.ToLong }),
        ("labels", Labels),
        ("cache_from", TextList),
        ("cache_to", TextList),
        ("no_cache", Bool),
        ("additional_contexts", Labels with { LongForm = Forms.KeyValueForm.ToLong }),
        ("network", Text),
        ("provenance", new ValueSchema(Shape.Text | Shape.Bool)),
        ("sbom", new ValueSchema(Shape.Text | Shape.Bool)),
        ("pull", Bool),
        ("target", Text),
        ("shm_size", IntSize),
        ("extra_hosts", ExtraHosts),
        ("isolation", Text),
        ("privileged", Bool),
        ("secrets", FileMounts),
        ("tags", TextList with { Identity = IdentityRule.KeyValue }),
        ("ulimits", BuildUlimits),
        ("platforms", TextList)) with
    {
        Accepts = Shape.Text | Shape.Map,
        Merge = MergeRule.Build,
        LongForm = Forms.BuildForm.ToLong,
    };
}
