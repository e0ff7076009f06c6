namespace Nuke.Common;

/// <summary>A parameter whose plain value is not read from a file.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class SecretAttribute : Attribute;
