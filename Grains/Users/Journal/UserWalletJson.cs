using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concert.Users;

/// <summary>How events stand in the journal: plain JSON, which SQL can read. Names, once written, stay.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // PostgreSQL's jsonb puts fields in an order of its own.
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(UserWalletEvent))]
internal sealed partial class UserWalletJson : JsonSerializerContext
{
    public static string Write(UserWalletEvent e) => JsonSerializer.Serialize(e, Default.UserWalletEvent);

    public static UserWalletEvent Read(JournalRow row) =>
        JsonSerializer.Deserialize(row.Body, Default.UserWalletEvent)
        ?? throw new InvariantException($"Row {row.Seq} of {row.UserId} holds no event.");
}
