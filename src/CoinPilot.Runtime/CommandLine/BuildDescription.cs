using System.Collections.Immutable;
using System.Reflection;

namespace CoinPilot.CommandLine;

/// <summary>Reads the targets and parameters of a build class by the names of its types: no engine is referenced, and none of its code runs.</summary>
public static class BuildDescription
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static ArgumentSpecification Of(Type build)
    {
        var targets = build.GetProperties(Declared).Where(x => x.PropertyType.Name == "Target").Select(x => x.Name);
        var parameters =
            from member in build.GetMembers(Declared)
            let attribute = Attribute(member, "ParameterAttribute")
            where attribute is not null
            select Describe(member, attribute);
        return new([.. targets], [.. parameters]);
    }

    private static ParameterSpecification Describe(MemberInfo member, CustomAttributeData attribute)
    {
        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var element = type.IsArray ? type.GetElementType()! : type;
        var scalar = Nullable.GetUnderlyingType(element) ?? element;
        return new(Named(attribute, "Name") ?? member.Name, KindOf(scalar))
        {
            IsList = type.IsArray,
            IsSecret = Attribute(member, "SecretAttribute") is not null,
            Separator = Named(attribute, "Separator") is { Length: 1 } separator ? separator[0] : null,
            Choices = scalar.IsEnum ? [.. Enum.GetNames(scalar)] : [],
        };
    }

    private static ValueKind KindOf(Type type) =>
        type.IsEnum ? ValueKind.Choice
        : type == typeof(bool) ? ValueKind.Flag
        : type == typeof(int) ? ValueKind.Number
        : type == typeof(string) ? ValueKind.Text
        : throw new ArgumentException($"A parameter of type {type} is not supported: use string, bool, int or an enum.", nameof(type));

    private static CustomAttributeData? Attribute(MemberInfo member, string name) =>
        member.GetCustomAttributesData().FirstOrDefault(x => x.AttributeType.Name == name);

    private static string? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(x => x.MemberName == name).Select(x => x.TypedValue.Value as string).FirstOrDefault();
}
