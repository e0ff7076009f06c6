using static CoinPilot.Compose.Schema.Shapes;

namespace CoinPilot.Compose.Schema;

/// <summary>Every key of a service.</summary>
internal static class ServiceSchema
{
    private static readonly ValueSchema Limit = new(Shape.List) { Items = Device(("path", Text), ("rate", IntSize)) };

    private static readonly ValueSchema KeyedSet = TextSet with { Identity = IdentityRule.KeyValue };

    private static readonly ValueSchema KeyedTexts = TextOrList with { Merge = MergeRule.Append, Identity = IdentityRule.KeyValue };

    private static readonly ValueSchema NumberOrTextSet = new(Shape.List) { Items = new(Shape.Text | Shape.Number), UniqueItems = true };

    private static readonly ValueSchema Healthcheck = Group(
        ("disable", CastBool),
        ("interval", Duration),
        ("retries", CastNumber with { Decode = DecodeAs.Unsigned }),
        ("test", new ValueSchema(Shape.Text | Shape.List) { Items = new(Shape.Text), Merge = MergeRule.Replace, Decode = DecodeAs.HealthTest }),
        ("timeout", Duration),
        ("start_period", Duration),
        ("start_interval", Duration));

    private static readonly ValueSchema Gpus = DeviceRequests with
    {
        Accepts = Shape.Text | Shape.List,
        OneOf = ["all"],
        Items = DeviceRequests.Items! with { Required = [], Others = new(Shape.Any), OpenToMisnamed = true },
        LongForm = Forms.GpusForm.ToLong,
    };

    private static readonly ValueSchema LabelFile = new(Shape.Text | Shape.List)
    {
        Items = new(Shape.Text),
        Merge = MergeRule.Append,
        LongForm = Forms.TextListForm.ToLong,
    };

    private static readonly ValueSchema LogOptions = Options with { Others = new(Shape.Text | Shape.Number | Shape.Null) };

    private static readonly ValueSchema Logging = Group(("driver", Text), ("options", LogOptions)) with { Merge = MergeRule.Logging };

    private static readonly ValueSchema ProviderOptions = new(Shape.Map)
    {
        Others = new(Shape.Text | Shape.Number | Shape.Bool | Shape.List) { Items = new(Shape.Text | Shape.Number | Shape.Bool) },
        OpenToMisnamed = true,
    };

    private static readonly ValueSchema Provider = Group(("type", Text), ("options", ProviderOptions)) with { Required = ["type"] };

    public static readonly ValueSchema Service = Group(
        ("annotations", Labels),
        ("attach", Bool),
        ("blkio_config", Device(
            ("device_read_bps", Limit), ("device_read_iops", Limit), ("device_write_bps", Limit), ("device_write_iops", Limit),
            ("weight", Int with { Decode = DecodeAs.Unsigned }),
            ("weight_device", new ValueSchema(Shape.List) { Items = Device(("path", Text), ("weight", Int with { Decode = DecodeAs.Unsigned })) }))),
        ("build", BuildSchema.Build),
        ("cap_add", KeyedSet),
        ("cap_drop", KeyedSet),
        ("cgroup", Text with { OneOf = ["host", "private"] }),
        ("cgroup_parent", Text),
        ("command", Command with { Merge = MergeRule.Replace }),
        ("configs", FileMounts with { Identity = IdentityRule.Mount }),
        ("container_name", Text with { Pattern = NamePatterns.ContainerName, PatternText = "a letter or digit, then letters, digits, '_', '.' or '-'" }),
        ("cpu_count", CastInt with { Minimum = 0 }),
        ("cpu_percent", Int with { Cast = CastTo.Float, Decode = DecodeAs.Float, Minimum = 0, Maximum = 100 }),
        ("cpu_period", CastNumber),
        ("cpu_quota", CastNumber),
        ("cpu_rt_period", CastNumber),
        ("cpu_rt_runtime", CastNumber),
        ("cpu_shares", CastNumber),
        ("cpus", CastFloat),
        ("cpuset", Text),
        ("credential_spec", Group(("config", Text), ("file", Text), ("registry", Text))),
        ("depends_on", ListedSchema.DependsOn),
        ("deploy", DeploySchema.Deploy),
        ("develop", DeploySchema.Develop),
        ("device_cgroup_rules", TextSet),
        ("devices", ListedSchema.Devices),
        ("dns", KeyedTexts with { LongForm = Forms.TextListForm.ToLong }),
        ("dns_opt", KeyedSet with { Merge = MergeRule.Append }),
        ("dns_search", KeyedTexts),
        ("domainname", Text),
        ("entrypoint", Command with { Merge = MergeRule.Replace }),
        ("env_file", ListedSchema.EnvFile),
        ("environment", EnvironmentMap),
        ("expose", NumberOrTextSet with { Identity = IdentityRule.Expose }),
        ("extends", Device(("service", Text), ("file", Text)) with { Accepts = Shape.Text | Shape.Map, Required = ["service"] }),
        ("external_links", TextSet),
        ("extra_hosts", ExtraHosts),
        ("gpus", Gpus),
        ("group_add", NumberOrTextSet with { Decode = DecodeAs.TextList }),
        ("healthcheck", Healthcheck),
        ("hostname", Text),
        ("image", Text),
        ("init", CastBool),
        ("ipc", Text),
        ("isolation", Text),
        ("label_file", LabelFile),
        ("labels", Labels),
        ("links", KeyedSet),
        ("logging", Logging),
        ("mac_address", Text),
        ("mem_limit", Size),
        ("mem_reservation", IntSize),
        ("mem_swappiness", IntSize),
        ("memswap_limit", Size),
        ("models", ListedSchema.Models),
        ("network_mode", Text),
        ("networks", ListedSchema.Networks),
        ("oom_kill_disable", CastBool),
        ("oom_score_adj", CastInt with { Minimum = -1000, Maximum = 1000 }),
        ("pid", Text),
        ("pids_limit", CastNumber),
        ("platform", Text),
        ("ports", ListedSchema.Ports),
        ("post_start", HookList),
        ("pre_stop", HookList),
        ("privileged", CastBool),
        ("profiles", KeyedSet),
        ("provider", Provider),
        ("pull_policy", Text with { Pattern = NamePatterns.PullPolicy, PatternText = "always, never, build, missing, daily, weekly or every_…" }),
        ("pull_refresh_after", Text),
        ("read_only", CastBool),
        ("restart", Text),
        ("runtime", Text),
        ("scale", CastInt),
        ("secrets", FileMounts with { Identity = IdentityRule.SecretMount }),
        ("security_opt", TextSet),
        ("shm_size", Size),
        ("stdin_open", CastBool),
        ("stop_grace_period", Duration),
        ("stop_signal", Text),
        ("storage_opt", new ValueSchema(Shape.Map) { Others = new(Shape.Any), OpenToMisnamed = true, Decode = DecodeAs.StrictTextMap }),
        ("sysctls", Labels),
        ("tmpfs", KeyedTexts),
        ("tty", CastBool),
        ("ulimits", Ulimits),
        ("use_api_socket", PlainBool),
        ("user", Text),
        ("userns_mode", Text),
        ("uts", Text),
        ("volumes", ListedSchema.Volumes),
        ("volumes_from", TextSet),
        ("working_dir", Text));

    /// <summary>A mapping with these keys, closed to extensions too.</summary>
    private static ValueSchema Device(params (string Key, ValueSchema Schema)[] keys) => Group(keys) with { Extensions = false };
}
