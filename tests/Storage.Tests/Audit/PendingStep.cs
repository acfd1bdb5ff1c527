namespace Concert.Auditing;

/// <summary>A state between two steps of the service, which completes the second step. The state is broken only if it lasts.</summary>
/// <param name="Sql">Reverts the second step.</param>
/// <param name="PendingAt">A time at which the state is pending.</param>
/// <param name="BrokenAt">A time at which the state has lasted too long.</param>
internal sealed record PendingStep(string Check, string Sql, string Offender, DateTimeOffset PendingAt, DateTimeOffset BrokenAt)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<PendingStep> All { get; } =
    [
        After(SampleSale.PaidAt, "A paid seat is sold to the user who paid", Seat("1-1-1", Held("mina")), $"p1/1-1-1: paid by {SampleSale.ReservationOf("mina")}, Held by"),
        After(SampleSale.RefundedAt, "A sold seat was paid by its owner", Seat("2-1-1", Sold("juno")), $"p1/2-1-1: sold to {SampleSale.ReservationOf("juno")} of juno, which is Refunded"),
        After(
            SampleSale.Noon,
            "A sold seat was paid by its owner",
            // A late sale, which arrived after the seat was free.
            Seat("2-1-1", Sold("juno")) + "; update grain_state set modified_on = '2030-06-01 12:00:00+00:00' where grain_key = 'p1/2-1-1'",
            "p1/2-1-1: sold to"),
        After(
            SampleSale.ExpiredAt,
            "A held seat has a reservation, or its hold ends soon",
            Seat("1-3-1", Held("bob", "2030-06-01T11:25:00+00:00")),
            $"p1/1-3-1: held by {SampleSale.ReservationOf("bob")} of bob, which is Expired"),
        After(
            SampleSale.Noon.AddMinutes(2),
            "A held seat has a reservation, or its hold ends soon",
            NewSeat("1-9-9", Held("zoe")),
            $"p1/1-9-9: held by {SampleSale.ReservationOf("zoe")} of zoe, which is missing"),
        // A hold of a failed attempt: the reservation has other seats.
        After(
            SampleSale.Noon.AddMinutes(2),
            "A held seat has a reservation, or its hold ends soon",
            NewSeat("1-9-9", Held("alice")),
            $"p1/1-9-9: held by {SampleSale.ReservationOf("alice")} of alice, which is Held"),
        After(SampleSale.OpenUntil, "A held reservation expires at its end", "select 1", $"{SampleSale.ReservationOf("alice")}: open, its end was"),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    private static PendingStep After(DateTimeOffset at, string check, string sql, string offender) =>
        new(check, sql, offender, at + Audit.Grace - Minute, at + Audit.Grace + Minute);

    private static string Held(string user, string until = "2030-06-01T12:02:00+00:00") =>
        $$"""{"status":"Held","reservationId":"{{SampleSale.ReservationOf(user)}}","userId":"{{user}}","attempts":"a2","until":"{{until}}"}""";

    private static string Sold(string user) =>
        $$"""{"status":"Sold","reservationId":"{{SampleSale.ReservationOf(user)}}","userId":"{{user}}"}""";

    private static string Seat(string seat, string state) => $"update grain_state set state = '{state}' where grain_key = 'p1/{seat}'";

    private static string NewSeat(string seat, string state) =>
        $"insert into grain_state(service_id, grain_type, grain_key, state, version, modified_on) values ('concert', 'seat', 'p1/{seat}', '{state}', 1, '2026-01-01 00:00:00')";
}
