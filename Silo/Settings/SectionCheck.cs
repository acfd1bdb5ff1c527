using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Concert.Settings;

/// <summary>
/// Compares a section of settings with the class that it is bound to, because the configuration binder ignores unknown keys or
/// stops at the first one, and names classes instead of keys.
/// </summary>
internal static class SectionCheck
{
    /// <summary>One sentence for each key that the class does not have, and for each value that its property cannot hold.</summary>
    public static IEnumerable<string> FaultsOf(IConfigurationSection section, Type type)
    {
        if (IsScalar(type)) return FaultsOfScalar(section, type);
        return section.GetChildren().SelectMany(child => TypeOf(child.Key, type) is { } childType
            ? FaultsOfValue(child, childType)
            : [FaultOfUnknown(child, section, type)]);
    }

    /// <summary>The keys of a section that is bound to the class.</summary>
    public static IEnumerable<string> KeysOf(Type type) => PropertiesOf(type).Select(property => property.Name);

    private static string FaultOfUnknown(IConfigurationSection child, IConfigurationSection parent, Type type) =>
        ElementTypeOf(type) is null && NearNames.NearestOf(child.Key, KeysOf(type)) is { } meant
            ? $"{child.Path} is not a setting; did you mean {parent.Path}:{meant}?"
            : $"{child.Path}: there is no such setting.";

    // A section's own value is checked only below the top: an environment variable that is called "Queue" need not be ours.
    private static IEnumerable<string> FaultsOfValue(IConfigurationSection section, Type type) =>
        IsScalar(type) || string.IsNullOrEmpty(section.Value)
            ? FaultsOf(section, type)
            : [$"{section.Path} has a value; only the settings below it, such as {section.Path}:{ExampleOf(type)}, have one."];

    private static IEnumerable<string> FaultsOfScalar(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren()) yield return $"{child.Path}: there is no such setting.";
        if (section.Value is { } value && !CanConvert(value, type))
            yield return $"{section.Path} is '{value}'; it must be {DescriptionOf(Nullable.GetUnderlyingType(type) ?? type)}.";
    }

    // As the binder does it: an empty text means null where null is possible.
    private static bool CanConvert(string value, Type type)
    {
        if (type == typeof(string)) return true;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return value.Length == 0 || CanConvert(value, underlying);
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception)
        {
            // Converters do not agree on the exceptions that they throw.
            return false;
        }
    }

    /// <summary>The type that is bound to a key below <paramref name="parent"/>; null: there is no such key.</summary>
    private static Type? TypeOf(string key, Type parent)
    {
        if (ElementTypeOf(parent) is { } element)
            return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? element : null;
        return PropertiesOf(parent).FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))?.PropertyType;
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } || ElementTypeOf(property.PropertyType) is not null);

    private static Type? ElementTypeOf(Type type)
    {
        if (type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable))) return null;
        return type.IsArray ? type.GetElementType() : type.GetGenericArguments().SingleOrDefault();
    }

    private static bool IsScalar(Type type) =>
        type == typeof(string) || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    private static string ExampleOf(Type type) => ElementTypeOf(type) is null ? PropertiesOf(type).First().Name : "0";

    private static string DescriptionOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Double or TypeCode.Single or TypeCode.Decimal => "a number",
        >= TypeCode.SByte and <= TypeCode.UInt64 when !type.IsEnum => $"a whole number ({type.Name})",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(TimeSpan) => "a time span such as 00:00:30 (hours:minutes:seconds)",
        _ => $"a {type.Name}",
    };
}
