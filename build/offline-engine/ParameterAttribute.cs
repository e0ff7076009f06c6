using Nuke.Common.ValueInjection;

namespace Nuke.Common;

/// <summary>A value from the command line, the environment or .nuke/parameters*.json.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class ParameterAttribute(string? description = null) : ValueInjectionAttributeBase
{
    public string? Description { get; } = description;

    public string? Name { get; set; }

    public string? Separator { get; set; }

    public bool List { get; set; } = true;
}
