using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concert.GrainState;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>Serializes grain state as the JSON of <see cref="GrainStateJson"/>; both storage providers use it.</summary>
/// <param name="furtherTypes">More state types than <see cref="GrainStateJson"/> lists, for tests.</param>
internal sealed class GrainStateSerializer(IEnumerable<IJsonTypeInfoResolver> furtherTypes) : IGrainStorageSerializer
{
    private readonly JsonSerializerOptions _options = new(GrainStateJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine([GrainStateJson.Default, .. furtherTypes]),
    };

    public BinaryData Serialize<T>(T? input) => new(Write(input));

    public T? Deserialize<T>(BinaryData input) => Read<T>(input.ToMemory().Span);

    public byte[] Write<T>(T? state) => JsonSerializer.SerializeToUtf8Bytes(state, _options);

    public T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, _options);
}
