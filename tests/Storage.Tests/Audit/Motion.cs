namespace Concert.Auditing;

/// <summary>A moment of the evening between two steps of the service: it mends this by itself, unless it lasts.</summary>
/// <param name="Sql">Takes the second step back.</param>
/// <param name="SettlingAt">A moment at which it may be as it is.</param>
/// <param name="BrokenAt">A moment at which it has lasted too long.</param>
internal sealed record Motion(string Check, string Sql, string Offender, DateTimeOffset SettlingAt, DateTimeOffset BrokenAt)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Motion> All { get; } =
    [
        After(AnEvening.PaidAt, "A paid seat is sold to who paid", Seat("1-1-1", Held("mina")), $"p1/1-1-1: paid by {AnEvening.ReservationOf("mina")}, Held by"),
        After(AnEvening.RefundedAt, "A sold seat was paid by whom it is sold to", Seat("2-1-1", Sold("juno")), $"p1/2-1-1: sold to {AnEvening.ReservationOf("juno")} of juno, which is Refunded"),
        After(
            AnEvening.Noon,
            "A sold seat was paid by whom it is sold to",
            // A sale that came after the seat was free.
            Seat("2-1-1", Sold("juno")) + "; update grain_state set modified_on = '2030-06-01 12:00:00+00:00' where grain_key = 'p1/2-1-1'",
            "p1/2-1-1: sold to"),
        After(
            AnEvening.ExpiredAt,
            "A held seat has a reservation, or soon an end",
            Seat("1-3-1", Held("bob", "2030-06-01T11:25:00+00:00")),
            $"p1/1-3-1: held by {AnEvening.ReservationOf("bob")} of bob, which is Expired"),
        After(
            AnEvening.Noon.AddMinutes(2),
            "A held seat has a reservation, or soon an end",
            NewSeat("1-9-9", Held("zoe")),
            $"p1/1-9-9: held by {AnEvening.ReservationOf("zoe")} of zoe, which is not there"),
        // A try that came to nothing: its reservation has other seats.
        After(
            AnEvening.Noon.AddMinutes(2),
            "A held seat has a reservation, or soon an end",
            NewSeat("1-9-9", Held("alice")),
            $"p1/1-9-9: held by {AnEvening.ReservationOf("alice")} of alice, which is Held"),
        After(AnEvening.OpenUntil, "An open reservation ends at its end", "select 1", $"{AnEvening.ReservationOf("alice")}: open, its end was"),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    private static Motion After(DateTimeOffset at, string check, string sql, string offender) =>
        new(check, sql, offender, at + Audit.Grace - Minute, at + Audit.Grace + Minute);

    private static string Held(string user, string until = "2030-06-01T12:02:00+00:00") =>
        $$"""{"status":"Held","reservationId":"{{AnEvening.ReservationOf(user)}}","userId":"{{user}}","attempts":"a2","until":"{{until}}"}""";

    private static string Sold(string user) =>
        $$"""{"status":"Sold","reservationId":"{{AnEvening.ReservationOf(user)}}","userId":"{{user}}"}""";

    private static string Seat(string seat, string state) => $"update grain_state set state = '{state}' where grain_key = 'p1/{seat}'";

    private static string NewSeat(string seat, string state) =>
        $"insert into grain_state(service_id, grain_type, grain_key, state, version, modified_on) values ('concert', 'seat', 'p1/{seat}', '{state}', 1, '2026-01-01 00:00:00')";
}
