using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace CoinPilot.CommandLine;

/// <summary>Reads the targets and parameters of a build class by the names of its types: no engine is referenced, and none of its code runs.</summary>
public static class BuildDescription
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // It is asked for before the engine starts, and again when it has.
    private static readonly ConcurrentDictionary<Type, ArgumentSpecification> Known = [];

    public static ArgumentSpecification Of(Type build) => Known.GetOrAdd(build, Read);

    private static ArgumentSpecification Read(Type build)
    {
        PropertyInfo[] properties = build.GetProperties(Declared);
        var targets = ImmutableArray.CreateBuilder<string>();
        var parameters = ImmutableArray.CreateBuilder<ParameterSpecification>();
        foreach (var member in properties.Concat<MemberInfo>(build.GetFields(Declared)))
        {
            if (member is PropertyInfo { PropertyType.Name: "Target" })
            {
                targets.Add(member.Name);
            }
            else if (member.GetCustomAttributesData() is { Count: > 0 } attributes && Attribute(attributes, "ParameterAttribute") is { } attribute)
            {
                parameters.Add(Describe(member, attribute, attributes));
            }
        }

        return new(targets.ToImmutable(), parameters.ToImmutable());
    }

    private static ParameterSpecification Describe(MemberInfo member, CustomAttributeData attribute, IList<CustomAttributeData> attributes)
    {
        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var element = type.IsArray ? type.GetElementType()! : type;
        var scalar = Nullable.GetUnderlyingType(element) ?? element;
        return new(Named(attribute, "Name") ?? member.Name, KindOf(scalar))
        {
            IsList = type.IsArray,
            IsSecret = Attribute(attributes, "SecretAttribute") is not null,
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

    private static CustomAttributeData? Attribute(IList<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(x => x.AttributeType.Name == name);

    private static string? Named(CustomAttributeData attribute, string name)
    {
        // Queries over values cost their compilation at every start.
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.MemberName == name)
            {
                return argument.TypedValue.Value as string;
            }
        }

        return null;
    }
}
