using System.Text.Json.Serialization;

using Concert.Seats;
using Concert.Wallets;

namespace Concert.Storage;

/// <summary>How grain state is written: plain JSON without type names, which SQL can read. Both storage providers use it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SeatState))]
[JsonSerializable(typeof(UserWalletSnapshot))]
public sealed partial class GrainStateJson : JsonSerializerContext;
