using System.Collections.Immutable;

namespace Concert.Auditing;

/// <summary>Every invariant of the service that its database can show (ARCHITECTURE.md § Invariants).</summary>
internal static class AuditChecks
{
    public static ImmutableArray<AuditCheck> All { get; } =
    [
        new("A journal counts its rows 1, 2, 3 …", LedgerAuditSql.Counted),
        new("A balance is the one before it and the row's amount", LedgerAuditSql.AddsUp),
        new("No balance is negative", LedgerAuditSql.NeverNegative),
        new("A row moves money as its kind does", LedgerAuditSql.MovesAsItsKindDoes),
        new("A row says what its event says", LedgerAuditSql.SaysWhatItsEventSays),
        new("An idempotency key is used once by its user", LedgerAuditSql.KeyIsUsedOnce),
        new("What a client asked for has a key, and nothing else has", LedgerAuditSql.KeyIsWhereAClientAsked),
        new("A snapshot is a balance of its journal", LedgerAuditSql.SnapshotIsAsItsJournal),
        new("A snapshot has the fates that its journal has", LedgerAuditSql.SnapshotHasTheStatuses),
        new("A snapshot knows the keys that its journal has", LedgerAuditSql.SnapshotKnowsTheKeys),

        new("A reservation takes no step but from the one before", ReservationAuditSql.StepsAreLegal),
        new("A reservation stands in its user's journal alone", ReservationAuditSql.IsItsUsers),
        new("A fate is what the journal says last", ReservationAuditSql.StatusIsTheLastStep),
        new("A fate has the seats, amount and end that were reserved", ReservationAuditSql.StatusRowHasItsReservationsTerms),
        new("A step is in its time: sales, hold, start", ReservationAuditSql.StepsAreInTime),
        new("A payment takes the amount, a refund gives it back", ReservationAuditSql.MoneyIsItsAmount),
        new("An amount is the price of the seats", ReservationAuditSql.AmountIsItsSeatsPrices),
        new("A reservation is from a place that was let in", ReservationAuditSql.IsFromAnAdmittedPlace),
        new("Nobody has more seats than Reservations:MaxSeatsPerUser", ReservationAuditSql.NobodyHasTooManySeats),
        new("An open reservation ends at its end", ReservationAuditSql.OpenOnesEnd),

        new("A concert has performances, a performance sections", SeatAuditSql.LayoutsCount),
        new("A reserved seat is one of its performance", SeatAuditSql.ReservedOnesExist),
        new("A seat's row is of a seat of its performance", SeatAuditSql.RowsExist),
        new("A seat's row says whose it is, or nothing", SeatAuditSql.RowsSayWhose),
        new("A seat is in one live reservation", SeatAuditSql.NoneIsReservedTwice),
        new("A paid seat is sold to who paid", SeatAuditSql.PaidOnesAreSold),
        new("A reserved seat is held for its reservation", SeatAuditSql.ReservedOnesAreHeld),
        new("A sold seat was paid by whom it is sold to", SeatAuditSql.SoldOnesArePaid),
        new("A held seat has a reservation, or soon an end", SeatAuditSql.HeldOnesHaveAReason),

        new("A line counts its places 1, 2, 3 …", QueueAuditSql.PlacesCount),
        new("Nobody stands twice in a line", QueueAuditSql.NobodyStandsTwice),
        new("A line is of a concert that exists", QueueAuditSql.ConcertsExist),
        new("Nobody waits who came before one who was let in", QueueAuditSql.NobodyIsPassedOver),
        new("A place has the times of what became of it", QueueAuditSql.PlacesHaveTheirTimes),
        new("What is kept of a line leaves nobody out", QueueAuditSql.NobodyIsLeftOut),
        new("No line has more slots than Queue:MaxActive", QueueAuditSql.SlotsAreFew),
    ];
}
