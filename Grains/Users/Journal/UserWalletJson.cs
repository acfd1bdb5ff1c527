using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concert.Users;

/// <summary>
/// The JSON of events in the journal: plain, so that SQL can read it. A body without a required value is an error, never an event
/// with default values.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // PostgreSQL's jsonb puts fields in an order of its own.
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredEvent), TypeInfoPropertyName = "Event")]
internal sealed partial class UserWalletJson : JsonSerializerContext
{
    public static string Write(UserWalletEvent e) => JsonSerializer.Serialize(StoredEvent.Of(e), Default.Event);

    /// <exception cref="InvariantException">The row's body is no event.</exception>
    public static UserWalletEvent Read(JournalRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body, Default.Event)?.ToEvent()
                ?? throw new InvariantException($"Row {row.Seq} of {row.UserId} holds no event.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new InvariantException($"Row {row.Seq} of {row.UserId} cannot be read as an event.", fault);
        }
    }
}
