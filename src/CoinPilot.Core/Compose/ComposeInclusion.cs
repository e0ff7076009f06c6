namespace CoinPilot.Compose;

/// <summary>A file or folder that a Compose file brings in, and that Compose must find at the same place.</summary>
/// <param name="Key">The key that names it: extends, include, env_file (of an include), project_directory or label_file.</param>
public sealed record ComposeInclusion(string Key, ComposePath Path, SourceLocation Location)
{
    public const string Extends = "extends";
    public const string Include = "include";
    public const string EnvFile = "env_file";
    public const string ProjectDirectory = "project_directory";
    public const string LabelFile = "label_file";

    public bool IsFolder => Key == ProjectDirectory;
}
