using System.Text.Json.Serialization;
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
public sealed partial class GrainStateJson : JsonSerializerContext;

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
[JsonSerializable(typeof(StoredSnapshotOfFormat1))]
[JsonSerializable(typeof(StoredQueueProgress))]
internal sealed partial class StoredStateJson : JsonSerializerContext;
