namespace CoinPilot.Compose.Schema;

/// <summary>The shapes that many keys share.</summary>
internal static class Shapes
{
    public static readonly ValueSchema Text = new(Shape.Text) { Decode = DecodeAs.Text };
    public static readonly ValueSchema Bool = new(Shape.Bool | Shape.Text) { Decode = DecodeAs.Bool };
    public static readonly ValueSchema PlainBool = new(Shape.Bool) { Decode = DecodeAs.Bool };
    public static readonly ValueSchema CastBool = Bool with { Cast = CastTo.Bool };
    public static readonly ValueSchema Int = new(Shape.Int | Shape.Text) { Decode = DecodeAs.Int };
    public static readonly ValueSchema CastInt = Int with { Cast = CastTo.Int };
    public static readonly ValueSchema Number = new(Shape.Number | Shape.Text) { Decode = DecodeAs.Int };
    public static readonly ValueSchema CastNumber = Number with { Cast = CastTo.Int };
    public static readonly ValueSchema CastFloat = new(Shape.Number | Shape.Text) { Cast = CastTo.Float, Decode = DecodeAs.Float };
    public static readonly ValueSchema Duration = new(Shape.Text) { Decode = DecodeAs.Duration };
    public static readonly ValueSchema Size = new(Shape.Number | Shape.Text) { Decode = DecodeAs.Size };
    public static readonly ValueSchema IntSize = new(Shape.Int | Shape.Text) { Decode = DecodeAs.Size };

    public static readonly ValueSchema TextList = new(Shape.List) { Items = new(Shape.Text), Decode = DecodeAs.TextList };
    public static readonly ValueSchema TextSet = TextList with { UniqueItems = true };
    public static readonly ValueSchema TextOrList = new(Shape.Text | Shape.List) { Items = new(Shape.Text), UniqueItems = true, Decode = DecodeAs.TextList };

    private static readonly ValueSchema AnyScalar = new(Shape.Text | Shape.Number | Shape.Bool | Shape.Null);

    /// <summary>KEY: value or a list of KEY=value.</summary>
    public static readonly ValueSchema ListOrMap = new(Shape.Map | Shape.List)
    {
        Others = AnyScalar,
        Items = new(Shape.Text),
        UniqueItems = true,
        Decode = DecodeAs.TextMap,
    };

    public static readonly ValueSchema Labels = ListOrMap with { Merge = MergeRule.Append, Identity = IdentityRule.KeyValue };
    public static readonly ValueSchema EnvironmentMap = Labels with { Decode = DecodeAs.Environment };
    public static readonly ValueSchema HookEnvironment = ListOrMap with { Decode = DecodeAs.Environment };

    public static readonly ValueSchema Options = new(Shape.Map)
    {
        Others = new(Shape.Text | Shape.Number),
        OpenToMisnamed = true,
        Decode = DecodeAs.TextMap,
    };

    public static readonly ValueSchema ExtraHosts = new(Shape.Map | Shape.List)
    {
        Others = new(Shape.Text | Shape.List) { Items = new(Shape.Text) },
        Items = new(Shape.Text),
        UniqueItems = true,
        Merge = MergeRule.AppendNew,
        Decode = DecodeAs.HostList,
    };

    public static readonly ValueSchema Command = new(Shape.Null | Shape.Text | Shape.List) { Items = new(Shape.Text), Decode = DecodeAs.Command };

    private static readonly ValueSchema UlimitValue = Int with { Decode = DecodeAs.ExactInt };

    /// <summary>Limits of a build, where text is not turned into numbers.</summary>
    public static readonly ValueSchema BuildUlimits = new(Shape.Map)
    {
        OtherNames = NamePattern.LowerCase,
        OpenToMisnamed = true,
        Others = Group(("hard", UlimitValue), ("soft", UlimitValue)) with
        {
            Accepts = Shape.Int | Shape.Text | Shape.Map,
            Required = ["soft", "hard"],
            LongForm = Forms.UlimitForm.ToLong,
        },
    };

    public static readonly ValueSchema Ulimits = BuildUlimits with
    {
        Others = BuildUlimits.Others! with
        {
            Keys = BuildUlimits.Others.Keys.ToDictionary(k => k.Key, k => k.Value with { Cast = CastTo.Int }, StringComparer.Ordinal),
            Cast = CastTo.Int,
        },
    };

    /// <summary>A secret or config as a service uses it.</summary>
    public static readonly ValueSchema FileMounts = new(Shape.List)
    {
        Items = Group(
            ("source", Text), ("target", Text), ("uid", Text), ("gid", Text),
            ("mode", new ValueSchema(Shape.Number | Shape.Text) { Decode = DecodeAs.Mode })) with
        {
            Accepts = Shape.Text | Shape.Map,
            LongForm = Forms.FileMountForm.ToLong,
        },
    };

    public static readonly ValueSchema Hook = Group(
        ("command", Command), ("user", Text), ("privileged", Bool), ("working_dir", Text), ("environment", HookEnvironment)) with
    {
        Required = ["command"],
    };

    public static readonly ValueSchema HookList = new(Shape.List) { Items = Hook };

    public static readonly ValueSchema DeviceRequests = new(Shape.List)
    {
        Items = Group(
            ("capabilities", TextSet), ("count", new ValueSchema(Shape.Text | Shape.Int) { Decode = DecodeAs.DeviceCount }),
            ("device_ids", TextSet), ("driver", Text), ("options", ListOrMap)) with
        {
            Required = ["capabilities"],
        },
    };

    /// <summary>A mapping with these keys and extensions, closed to others.</summary>
    public static ValueSchema Group(params (string Key, ValueSchema Schema)[] keys) =>
        new(Shape.Map) { Keys = keys.ToDictionary(k => k.Key, k => k.Schema, StringComparer.Ordinal), Extensions = true };
}
