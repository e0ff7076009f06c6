using static CoinPilot.Compose.Schema.Shapes;

namespace CoinPilot.Compose.Schema;

/// <summary>The lists of a service that have a short and a long form: ports, volumes, devices, env files, dependencies, networks.</summary>
internal static class ListedSchema
{
    public static readonly ValueSchema Ports = new(Shape.List)
    {
        UniqueItems = true,
        Identity = IdentityRule.Port,
        LongForm = Forms.PortForm.ToLong,
        Items = Group(
            ("name", Text), ("mode", Text), ("host_ip", Text), ("target", CastInt with { Decode = DecodeAs.Unsigned }),
            ("published", new ValueSchema(Shape.Text | Shape.Int) { Decode = DecodeAs.Text }), ("protocol", Text), ("app_protocol", Text)) with
        {
            Accepts = Shape.Number | Shape.Text | Shape.Map,
        },
    };

    public static readonly ValueSchema Volumes = new(Shape.List)
    {
        UniqueItems = true,
        Identity = IdentityRule.Volume,
        Items = Group(
            ("type", Text with { OneOf = ["bind", "volume", "tmpfs", "cluster", "npipe", "image"] }),
            ("source", Text),
            ("target", Text),
            ("read_only", CastBool),
            ("consistency", Text),
            ("bind", Group(
                ("propagation", Text),
                ("create_host_path", Bool),
                ("recursive", Text with { OneOf = ["enabled", "disabled", "writable", "readonly"] }),
                ("selinux", Text with { OneOf = ["z", "Z"] }))),
            ("volume", Group(("labels", ListOrMap), ("nocopy", CastBool), ("subpath", Text))),
            ("tmpfs", Group(
                ("size", IntSize with { Minimum = 0 }),
                ("mode", new ValueSchema(Shape.Number | Shape.Text) { Decode = DecodeAs.Unsigned }))),
            ("image", Group(("subpath", Text)))) with
        {
            Accepts = Shape.Text | Shape.Map,
            Required = ["type"],
            LongForm = Forms.VolumeForm.ToLong,
        },
    };

    public static readonly ValueSchema Devices = new(Shape.List)
    {
        Identity = IdentityRule.Device,
        Items = Group(("source", Text), ("target", Text), ("permissions", Text)) with
        {
            Accepts = Shape.Text | Shape.Map,
            Required = ["source"],
            LongForm = Forms.DeviceForm.ToLong,
        },
    };

    public static readonly ValueSchema EnvFile = new(Shape.Text | Shape.List)
    {
        Merge = MergeRule.Append,
        Identity = IdentityRule.EnvFile,
        LongForm = Forms.EnvFileForm.ToLong,
        Items = Group(("path", Text), ("format", Text), ("required", Bool)) with
        {
            Accepts = Shape.Text | Shape.Map,
            Extensions = false,
            Required = ["path"],
        },
    };

    public static readonly ValueSchema DependsOn = new(Shape.List | Shape.Map)
    {
        Items = new(Shape.Text),
        UniqueItems = true,
        OtherNames = NamePattern.Name,
        Merge = MergeRule.DependsOn,
        LongForm = Forms.DependsOnForm.ToLong,
        Others = Group(
            ("restart", Bool),
            ("required", PlainBool),
            ("condition", Text with { OneOf = ["service_started", "service_healthy", "service_completed_successfully"] })) with
        {
            Required = ["condition"],
        },
    };

    public static readonly ValueSchema Networks = new(Shape.List | Shape.Map)
    {
        Items = new(Shape.Text),
        UniqueItems = true,
        OtherNames = NamePattern.Name,
        Merge = MergeRule.Names,
        LongForm = Forms.NamesForm.ToLong,
        Others = Group(
            ("aliases", TextSet with { Identity = IdentityRule.KeyValue }),
            ("interface_name", Text),
            ("ipv4_address", Text),
            ("ipv6_address", Text),
            ("link_local_ips", TextSet with { Identity = IdentityRule.KeyValue }),
            ("mac_address", Text),
            ("driver_opts", Options),
            ("priority", new ValueSchema(Shape.Number)),
            ("gw_priority", new ValueSchema(Shape.Number))) with
        {
            Accepts = Shape.Map | Shape.Null,
        },
    };

    public static readonly ValueSchema Models = new(Shape.List | Shape.Map)
    {
        Items = new(Shape.Text),
        UniqueItems = true,
        OtherNames = NamePattern.Name,
        OpenToMisnamed = true,
        Merge = MergeRule.Names,
        LongForm = Forms.NamesForm.ToLong,
        Others = Group(("endpoint_var", Text), ("model_var", Text)) with { Accepts = Shape.Map | Shape.Null },
    };
}
