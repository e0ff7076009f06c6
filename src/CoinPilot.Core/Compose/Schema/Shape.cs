namespace CoinPilot.Compose.Schema;

/// <summary>The types that a value may have.</summary>
[Flags]
internal enum Shape
{
    None = 0,
    Null = 1,
    Bool = 2,
    Int = 4,

    /// <summary>Any number; an integer is one.</summary>
    Number = 8,
    Text = 16,
    Map = 32,
    List = 64,
    Any = 128,
}

/// <summary>What text at a place is turned into once variables are put in.</summary>
internal enum CastTo
{
    Nothing,
    Bool,
    Int,
    Float,
}

/// <summary>How a value of one file meets that of an earlier one.</summary>
internal enum MergeRule
{
    /// <summary>Mappings key by key, lists appended, the rest replaced.</summary>
    Deep,

    /// <summary>Both as lists of KEY=value, appended.</summary>
    Append,

    /// <summary>Append without what is there already.</summary>
    AppendNew,

    /// <summary>The later one stands.</summary>
    Replace,

    /// <summary>A short form first becomes a mapping.</summary>
    Build,
    DependsOn,

    /// <summary>A list of names first becomes a mapping.</summary>
    Names,

    /// <summary>Options only mix when the drivers agree.</summary>
    Logging,

    /// <summary>Address pools meet by their subnet.</summary>
    Pools,
}

/// <summary>By what two items of a list are the same, so that the later one replaces the earlier.</summary>
internal enum IdentityRule
{
    None,
    KeyValue,
    Volume,
    Device,
    Mount,
    SecretMount,
    Expose,
    Port,
    EnvFile,
}

/// <summary>What a value is read as once it is in long form; a value that can't be is refused.</summary>
internal enum DecodeAs
{
    AsIs,
    Text,
    Bool,
    Int,

    /// <summary>A whole number that is written as one: no fraction, no text.</summary>
    ExactInt,
    Unsigned,
    Float,

    /// <summary>A number of processors: no whole number beyond the signed ones.</summary>
    Cpus,
    Duration,
    Size,
    Command,
    HealthTest,
    Environment,
    TextMap,

    /// <summary>Every value is text or a whole number.</summary>
    StrictTextMap,
    TextList,
    HostList,
    Mode,
    DeviceCount,

    /// <summary>A mapping, also under a name that the specification doesn't look at.</summary>
    Mapping,
}
