using System.Collections.Immutable;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Users;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>Short ways to make rows.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static GrainId Seat(string key) => GrainId.Create("seat", key);

    public static SeatState Held(string reservation) =>
        new(SeatStatus.Held, new(reservation), new("alice"), "a1", Noon.AddMinutes(5));

    public static SeatState Sold(string reservation) => new(SeatStatus.Sold, new(reservation), new("alice"), null, null);

    public static GrainState<SeatState> State(SeatState state, string? etag = null) => new(state) { ETag = etag };

    public static Task WriteAsync(this IGrainStorage storage, string key, GrainState<SeatState> state) =>
        storage.WriteStateAsync(StorageNames.Seat, Seat(key), state);

    public static async Task<GrainState<SeatState>> ReadAsync(this IGrainStorage storage, string key)
    {
        var state = new GrainState<SeatState>(SeatState.Available);
        await storage.ReadStateAsync(StorageNames.Seat, Seat(key), state);
        return state;
    }

    public static Task AppendAsync(this IUserJournal journal, JournalRow row, AppendChain chain) => journal.AppendAsync([row], chain);

    public static JournalRow Charge(string user, long seq, string? key = null) => new(
        new(user),
        seq,
        "charged",
        Noon.AddMicroseconds(seq),
        new(100),
        new(100 * seq),
        null,
        key is null ? null : new CommandKey(key, "f1"),
        """{"kind":"charged"}""",
        null);

    public static JournalRow ReservationStep(
        string user, long seq, string reservation, ReservationStatus status, string performance, params string[] seats) => new(
        new(user),
        seq,
        status switch
        {
            ReservationStatus.Held => "reserved",
            ReservationStatus.Paid => "paid",
            ReservationStatus.Released => "released",
            ReservationStatus.Refunded => "refunded",
            _ => "expired",
        },
        Noon.AddMicroseconds(seq),
        Money.Zero,
        Money.Zero,
        reservation,
        null,
        """{"kind":"reserved"}""",
        new(new(reservation), new(performance), status, Noon.AddMinutes(5), SeatIds(seats), new(1000)));

    public static JournalRow Tombstone(string user, long seq, string reservation, string performance) =>
        ReservationStep(user, seq, reservation, ReservationStatus.Expired, performance);

    public static PlaceRow Place(long place, string user) => PlaceRow.Joined(place, new(user), Noon.AddSeconds(place));

    public static PlaceChange Join(long place, string user) => PlaceChange.Join(place, new(user), Noon.AddSeconds(place));

    internal static Slot Slot(long place, string user) => Concert.Queues.Slot.Give(new(place, new(new(user), place), 0, isSecondTurn: false), new(), new(Noon, default, default));

    private static ImmutableArray<SeatId> SeatIds(string[] seats) => [.. seats.Select(seat => new SeatId(seat))];
}
