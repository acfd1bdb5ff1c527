using System.Data.Common;

namespace Concert.Storage;

/// <summary>Times stand in UTC in the database, and drivers hand them over without saying so.</summary>
internal static class SqlTime
{
    public static DateTimeOffset Read(DbDataReader record, int ordinal) =>
        new(DateTime.SpecifyKind(record.GetDateTime(ordinal), DateTimeKind.Utc));
}
