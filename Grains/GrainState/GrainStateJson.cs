using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Concert.Queues;
using Concert.Seats;
using Concert.Users;

namespace Concert.GrainState;

/// <summary>How grain state is written: plain JSON without type names, which SQL can read. Both storage providers use it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
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
