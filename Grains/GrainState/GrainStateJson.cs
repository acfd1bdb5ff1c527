using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Concert.Queues;
using Concert.Seats;
using Concert.Users;

namespace Concert.GrainState;

/// <summary>
/// How grain state is stored: plain JSON without type names, which SQL can read. Both storage providers use it. Each state is
/// written in its own stored form, so that a rename in the code cannot change what is stored.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(SeatStateConverter), typeof(QueueProgressConverter), typeof(UserWalletSnapshotConverter)])]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SeatState))]
[JsonSerializable(typeof(UserWalletSnapshot))]
[JsonSerializable(typeof(QueueProgress))]
public sealed partial class GrainStateJson : JsonSerializerContext
{
    /// <exception cref="InvariantException">The type is no grain's state: it must be listed above.</exception>
    public static JsonTypeInfo TypeInfoOf<T>() =>
        Default.GetTypeInfo(typeof(T)) ?? throw new InvariantException($"{typeof(T).Name} is not listed as grain state.");
}

/// <summary>
/// The JSON of stored forms. A stored state without a required value is an error, never a state with default values.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredSeat))]
[JsonSerializable(typeof(StoredSnapshot))]
[JsonSerializable(typeof(StoredQueueProgress))]
internal sealed partial class StoredStateJson : JsonSerializerContext;
