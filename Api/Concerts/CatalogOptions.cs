using NodaTime.TimeZones;

namespace Concert.Concerts;

/// <summary>The settings of concerts.</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>The IANA time zone of the venues of concerts that name none. Default <c>Asia/Seoul</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Seoul";

    /// <summary>
    /// Whether the text is the name of a zone, spelled as the IANA database spells it. The database is NodaTime's own: neither the
    /// machine's, which its image can lack, nor the names of Windows, which no browser knows.
    /// </summary>
    public static bool IsZone(string? text) => text is not null && TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(text);

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (!IsZone(TimeZone)) yield return $"Catalog:TimeZone is '{TimeZone}'; it must be an IANA time zone, such as Asia/Seoul.";
    }

    /// <summary>The zone of a concert; null: it was made before concerts had zones.</summary>
    public string ZoneOf(string? zone) => zone ?? TimeZone;
}
