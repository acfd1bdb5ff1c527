using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Concert.Bench.Baselines;

internal sealed record ChargeBody(long Amount);

internal sealed record ChargeReply(string TransactionId, long Amount, long Balance, string Currency);

internal sealed record ReserveBody(string PerformanceId, string[] SeatIds);

internal sealed record SeatReply(string SeatId, string Section, int Row, int Number, long Price);

internal sealed record ReserveReply(
    string ReservationId,
    string PerformanceId,
    string Status,
    IReadOnlyList<SeatReply> Seats,
    long Amount,
    string Currency,
    DateTime CreatedAt,
    DateTime ExpiresAt);

internal sealed record PayBody(string ReservationId);

internal sealed record PayReply(string PaymentId, string ReservationId, long Amount, string Currency, long Balance, DateTime PaidAt);

internal sealed record QueueReply(string Token, string ConcertId, string Status, long Position, int PollAfterSeconds, DateTime? ExpiresAt);

internal sealed record MapSeat(string SeatId, string Section, int Row, int Number, long Price, string Status);

internal sealed record MapReply(string PerformanceId, IReadOnlyList<MapSeat> Seats);

internal sealed record CompactMapReply(string PerformanceId, string Statuses);

internal sealed record SectionReply(string Name, int Rows, int SeatsPerRow, long Price);

internal sealed record LayoutReply(
    string PerformanceId, string ConcertId, DateTime StartsAt, DateTime SalesOpenAt, IReadOnlyList<SectionReply> Sections);

internal sealed record ProblemReply(string Type, string Title, int Status, string Code);

internal sealed record HealthReply(string Status);

/// <summary>The reply to a command, or the code of its refusal.</summary>
internal readonly record struct BaselineResult<T>(T? Value, int Status, string? Code = null)
    where T : class
{
    public static implicit operator BaselineResult<T>(T value) => new(value, StatusCodes.Status201Created);

    public static BaselineResult<T> Refused(int status, string code) => new(null, status, code);

    public IResult ToResult(JsonTypeInfo<T> type) =>
        Value is null ? BaselineEndpoints.Problem(Status, Code!) : TypedResults.Json(Value, type, statusCode: Status);
}

[JsonSerializable(typeof(ChargeBody))]
[JsonSerializable(typeof(ChargeReply))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(ReserveReply))]
[JsonSerializable(typeof(PayBody))]
[JsonSerializable(typeof(PayReply))]
[JsonSerializable(typeof(QueueReply))]
[JsonSerializable(typeof(MapReply))]
[JsonSerializable(typeof(CompactMapReply))]
[JsonSerializable(typeof(LayoutReply))]
[JsonSerializable(typeof(ProblemReply))]
[JsonSerializable(typeof(HealthReply))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class BaselineJson : JsonSerializerContext;
