using System.Text.Json;
using System.Text.Json.Serialization;
using Concert.Queues;
using Concert.Seats;
using Concert.Users;

namespace Concert.GrainState;

/// <summary>Stores a <see cref="SeatState"/> as a <see cref="StoredSeat"/>.</summary>
internal sealed class SeatStateConverter : JsonConverter<SeatState>
{
    public override SeatState? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, StoredStateJson.Default.StoredSeat)?.ToState();

    public override void Write(Utf8JsonWriter writer, SeatState value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, StoredSeat.Of(value), StoredStateJson.Default.StoredSeat);
}

/// <summary>Stores a <see cref="QueueProgress"/> as a <see cref="StoredQueueProgress"/>.</summary>
internal sealed class QueueProgressConverter : JsonConverter<QueueProgress>
{
    public override QueueProgress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, StoredStateJson.Default.StoredQueueProgress)?.ToProgress();

    public override void Write(Utf8JsonWriter writer, QueueProgress value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, StoredQueueProgress.Of(value), StoredStateJson.Default.StoredQueueProgress);
}

/// <summary>
/// Stores a <see cref="UserWalletSnapshot"/> as a <see cref="StoredSnapshot"/>. A snapshot of an unknown format reads as no snapshot.
/// </summary>
internal sealed class UserWalletSnapshotConverter : JsonConverter<UserWalletSnapshot>
{
    public override UserWalletSnapshot? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (FormatOf(reader))
        {
            case StoredSnapshot.CurrentFormat:
                return JsonSerializer.Deserialize(ref reader, StoredStateJson.Default.StoredSnapshot)?.ToSnapshot();
            case StoredSnapshotOfFormat1.Number:
                return JsonSerializer.Deserialize(ref reader, StoredStateJson.Default.StoredSnapshotOfFormat1)?.ToSnapshot();
            default:
                reader.Skip();
                return new UserWalletSnapshot();
        }
    }

    public override void Write(Utf8JsonWriter writer, UserWalletSnapshot value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, StoredSnapshot.Of(value), StoredStateJson.Default.StoredSnapshot);

    // The reader is a copy: it looks ahead and leaves the caller's reader where it is.
    private static int? FormatOf(Utf8JsonReader ahead)
    {
        if (ahead.TokenType is not JsonTokenType.StartObject) return null;
        while (ahead.Read() && ahead.TokenType is JsonTokenType.PropertyName)
        {
            var isFormat = ahead.ValueTextEquals("format"u8);
            ahead.Read();
            if (isFormat) return ahead.TokenType is JsonTokenType.Number && ahead.TryGetInt32(out var format) ? format : null;
            ahead.Skip();
        }

        return null;
    }
}
