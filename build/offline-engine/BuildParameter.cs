using System.Reflection;
using System.Text;

namespace Nuke.Common.Execution;

/// <summary>A member that carries <see cref="ParameterAttribute"/>.</summary>
internal sealed class BuildParameter(MemberInfo member, ParameterAttribute attribute)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public string Name { get; } = attribute.Name ?? member.Name;

    public string? Description { get; } = attribute.Description;

    public char? Separator { get; } = attribute.Separator is { Length: 1 } separator ? separator[0] : null;

    public bool IsListed { get; } = attribute.List;

    public bool IsInherited { get; } = member.DeclaringType == typeof(NukeBuild);

    public bool IsSecret { get; } = member.IsDefined(typeof(SecretAttribute));

    public string MemberName { get; } = $"{member.DeclaringType!.Name}.{member.Name}";

    public Type Type { get; } = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    public string DashedName { get; } = Dash(attribute.Name ?? member.Name);

    /// <summary>The field that holds the value; null for a member that computes it.</summary>
    private FieldInfo? Storage { get; } = member as FieldInfo ?? member.DeclaringType!.GetField($"<{member.Name}>k__BackingField", Declared);

    public static IReadOnlyList<BuildParameter> Of(Type build)
    {
        List<BuildParameter> parameters = [];
        for (var type = build; type is not null; type = type.BaseType)
        {
            parameters.AddRange(
                from member in type.GetProperties(Declared).Concat<MemberInfo>(type.GetFields(Declared))
                let attribute = member.GetCustomAttribute<ParameterAttribute>()
                where attribute is not null
                select new BuildParameter(member, attribute));
        }

        return parameters;
    }

    public bool CanStore => Storage is not null;

    public void Store(NukeBuild build, object value) => Storage!.SetValue(build, value);

    private static string Dash(string name)
    {
        StringBuilder text = new();
        foreach (var c in name)
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
