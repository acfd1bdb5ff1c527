using System.Data.Common;

namespace Concert.Storage;

/// <summary>The database stores times in UTC, but the drivers return them without a kind or an offset.</summary>
internal static class SqlTime
{
    public static DateTimeOffset Read(DbDataReader record, int ordinal) =>
        new(DateTime.SpecifyKind(record.GetDateTime(ordinal), DateTimeKind.Utc));
}
