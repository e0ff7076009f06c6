using static CoinPilot.Compose.Schema.Shapes;

namespace CoinPilot.Compose.Schema;

/// <summary>`deploy` and `develop`.</summary>
internal static class DeploySchema
{
    private static readonly ValueSchema Unsigned = Int with { Cast = CastTo.Int, Decode = DecodeAs.Unsigned };

    private static readonly ValueSchema Update = Group(
        ("parallelism", Unsigned),
        ("delay", Duration),
        ("failure_action", Text),
        ("monitor", Duration),
        ("max_failure_ratio", CastFloat),
        ("order", Text with { OneOf = ["start-first", "stop-first"] }));

    private static readonly ValueSchema Cpus = new(Shape.Number | Shape.Text) { Decode = DecodeAs.Cpus };

    private static readonly ValueSchema Memory = new(Shape.Text) { Decode = DecodeAs.Size };

    private static readonly ValueSchema GenericResources = new(Shape.List)
    {
        Items = Group(("discrete_resource_spec", Group(("kind", Text), ("value", Number)))),
    };

    public static readonly ValueSchema Deploy = Group(
        ("mode", Text),
        ("endpoint_mode", Text),
        ("replicas", CastInt),
        ("labels", Labels),
        ("rollback_config", Update),
        ("update_config", Update),
        ("resources", Group(
            ("limits", Group(("cpus", Cpus), ("memory", Memory), ("pids", Int))),
            ("reservations", Group(
                ("cpus", Cpus), ("memory", Memory), ("generic_resources", GenericResources), ("devices", DeviceRequests))))),
        ("restart_policy", Group(
            ("condition", Text), ("delay", Duration), ("max_attempts", Unsigned), ("window", Duration))),
        ("placement", Group(
            ("constraints", TextList),
            ("preferences", new ValueSchema(Shape.List) { Items = Group(("spread", Text)) }),
            ("max_replicas_per_node", Unsigned)))) with
    {
        Accepts = Shape.Map | Shape.Null,
    };

    public static readonly ValueSchema Develop = Group(
        ("watch", new ValueSchema(Shape.List)
        {
            Items = Group(
                ("ignore", TextOrList),
                ("include", TextOrList),
                ("path", Text),
                ("action", Text with { OneOf = ["rebuild", "sync", "restart", "sync+restart", "sync+exec"] }),
                ("target", Text),
                ("exec", Hook),
                ("initial_sync", PlainBool)) with
            {
                Required = ["path", "action"],
            },
        })) with
    {
        Accepts = Shape.Map | Shape.Null,
    };
}
