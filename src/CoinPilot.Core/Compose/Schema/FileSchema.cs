using static CoinPilot.Compose.Schema.Shapes;

namespace CoinPilot.Compose.Schema;

/// <summary>The top level of a Compose file.</summary>
internal static class FileSchema
{
    /// <summary>`external: {name: …}` is the old way to name it.</summary>
    private static readonly ValueSchema External = Group(("name", Text)) with { Accepts = Shape.Bool | Shape.Text | Shape.Map, Cast = CastTo.Bool };

    private static readonly ValueSchema FileExternal = External with { Others = new(Shape.Any), OpenToMisnamed = true };

    private static readonly ValueSchema TextMap = new(Shape.Map) { Others = Text };

    private static readonly ValueSchema Network = Group(
        ("name", Text),
        ("driver", Text),
        ("driver_opts", Options),
        ("ipam", Group(
            ("driver", Text),
            ("config", new ValueSchema(Shape.List)
            {
                Merge = MergeRule.Pools,
                Items = Group(("subnet", Text), ("ip_range", Text), ("gateway", Text), ("aux_addresses", TextMap)),
            }),
            ("options", TextMap with { Identity = IdentityRule.KeyValue }))),
        ("external", External),
        ("internal", CastBool),
        ("enable_ipv4", CastBool),
        ("enable_ipv6", CastBool),
        ("attachable", CastBool),
        ("labels", Labels)) with
    {
        Accepts = Shape.Map | Shape.Null,
        LongForm = Forms.ExternalForm.ToLong,
    };

    private static readonly ValueSchema Volume = Group(
        ("name", Text),
        ("driver", Text),
        ("driver_opts", Options),
        ("external", External),
        ("labels", ListOrMap with { Merge = MergeRule.Append })) with
    {
        Accepts = Shape.Map | Shape.Null,
        LongForm = Forms.ExternalForm.ToLong,
    };

    private static readonly ValueSchema Secret = Group(
        ("name", Text),
        ("environment", Text),
        ("file", Text),
        ("external", FileExternal),
        ("labels", ListOrMap),
        ("driver", Text),
        ("driver_opts", Options with { Decode = DecodeAs.StrictTextMap }),
        ("template_driver", Text)) with
    {
        LongForm = Forms.ExternalForm.ToLong,
    };

    private static readonly ValueSchema Config = Group(
        ("name", Text),
        ("content", Text),
        ("environment", Text),
        ("file", Text),
        ("external", FileExternal),
        ("labels", ListOrMap),
        ("template_driver", Text)) with
    {
        LongForm = Forms.ExternalForm.ToLong,
    };

    private static readonly ValueSchema Model = Group(
        ("name", Text), ("model", Text), ("context_size", new ValueSchema(Shape.Int)), ("runtime_flags", TextList)) with
    {
        Required = ["model"],
        Decode = DecodeAs.Mapping,
    };

    public static readonly ValueSchema File = Group(
        ("version", Text),
        ("name", Text),
        ("services", Named(ServiceSchema.Service)),
        ("networks", Named(Network) with { OpenToMisnamed = true }),
        ("volumes", Named(Volume)),
        ("secrets", Named(Secret)),
        ("configs", Named(Config)),
        ("models", Named(Model) with { OpenToMisnamed = true }));

    private static ValueSchema Named(ValueSchema each) => new(Shape.Map) { Others = each, OtherNames = NamePattern.Name };
}
