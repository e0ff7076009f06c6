using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.ValueInjection;

/// <summary>What marks a member whose value comes from outside.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The name is NUKE's.")]
public abstract class ValueInjectionAttributeBase : Attribute;
