using System.Globalization;
using System.Reflection;
using Concert.Queues;
using Concert.Settings;

namespace Concert.Docs;

/// <summary>Holds the one table of settings, in docs/operations.md, to the classes that settings are bound to.</summary>
public sealed class SettingsTableTests
{
    /// <summary>Settings of .NET, which no class of ours has.</summary>
    private static readonly string[] OtherKeys =
    [
        "ASPNETCORE_URLS",
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "ConnectionStrings__Concert",
        "DOTNET_ENVIRONMENT",
        "Logging__LogLevel__Concert",
    ];

    private static readonly DocumentTable Table = Assert.Single(
        DocumentTable.ReadAll("docs/operations.md"), table => table.Header is ["key", "default", "who", "meaning"]);

    [Fact]
    public void Every_setting_is_in_the_table_and_every_row_is_a_setting()
    {
        var settings = Settings().Select(setting => setting.Key).Concat(OtherKeys);

        Assert.Equal(settings.Order(StringComparer.Ordinal), Table.Rows.Select(KeyOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_has_its_default_in_the_table()
    {
        // Of a default that is null the table says in words what applies, without backticks.
        var written = Table.Rows.ToDictionary(KeyOf, row => DocumentTable.NamesIn(row[1]).SingleOrDefault());

        Assert.All(Settings(), setting => Assert.Equal((setting.Key, setting.Default), (setting.Key, written[setting.Key])));
    }

    [Fact]
    public void Every_row_says_whose_setting_it_is_and_what_it_means()
    {
        Assert.All(Table.Rows, row => Assert.Contains(row[2], new[] { "gateway", "silo", "both" }));
        Assert.All(Table.Rows, row => Assert.NotEqual("", row[3]));
    }

    private static string KeyOf(IReadOnlyList<string> row) => Assert.Single(DocumentTable.NamesIn(row[0]));

    private static IEnumerable<(string Key, string? Default)> Settings()
    {
        Assembly[] assemblies = [typeof(ApiHosting).Assembly, typeof(ClusterSettings).Assembly, typeof(QueueOptions).Assembly];
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            if (type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() is not string section) continue;
            var options = Activator.CreateInstance(type)!;
            foreach (var setting in SettingsOf(section, type, options)) yield return setting;
        }
    }

    private static IEnumerable<(string Key, string? Default)> SettingsOf(string path, Type type, object options)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var key = $"{path}__{property.Name}";
            // Of a list the table has the keys of the first element.
            if (property.PropertyType.GetElementType() is not { } element) yield return (key, TextOf(property.GetValue(options)));
            else if (element == typeof(string)) yield return ($"{key}__0", null);
            else foreach (var setting in SettingsOf($"{key}__0", element, Activator.CreateInstance(element)!)) yield return setting;
        }
    }

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        TimeSpan { Microseconds: 0, Milliseconds: not 0 } time => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
