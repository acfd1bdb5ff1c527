using System.Collections.Immutable;

namespace Concert.Auditing;

/// <summary>All invariants of the service that can be checked in its database (ARCHITECTURE.md § Invariants).</summary>
internal static class AuditChecks
{
    public static ImmutableArray<AuditCheck> All { get; } =
    [
        new("The rows of a journal are numbered 1, 2, 3 …", LedgerAuditSql.RowsAreNumbered),
        new("A balance is the balance before it plus the row's amount", LedgerAuditSql.BalancesAddUp),
        new("No balance is negative", LedgerAuditSql.BalanceIsNotNegative),
        new("The amount of a row fits its kind", LedgerAuditSql.AmountFitsKind),
        new("The columns of a row agree with its event", LedgerAuditSql.ColumnsAgreeWithEvent),
        new("A user uses an idempotency key once", LedgerAuditSql.KeyIsUsedOnce),
        new("Exactly the commands of clients have an idempotency key", LedgerAuditSql.ClientCommandsHaveKeys),
        new("A charge of a payment is directly before it", LedgerAuditSql.ChargesOfPaymentsPrecedeThem),
        new("The balance of a snapshot is that of its journal", LedgerAuditSql.SnapshotHasBalance),
        new("The reservation statuses of a snapshot are those of its journal", LedgerAuditSql.SnapshotHasStatuses),
        new("A snapshot knows how many reservations it lacks", LedgerAuditSql.SnapshotKnowsItsArchive),
        new("A snapshot has as many used names as its journal", LedgerAuditSql.SnapshotHasNames),

        new("The steps of a reservation are in an allowed order", ReservationAuditSql.StepsAreInOrder),
        new("A reservation is only in the journal of its user", ReservationAuditSql.IsInJournalOfItsUser),
        new("The status of a reservation is its last step in the journal", ReservationAuditSql.StatusIsTheLastStep),
        new("A reservation has the seats, amount and end of its event", ReservationAuditSql.RowHasTermsOfEvent),
        new("A change of seats keeps the end and the place of its reservation", ReservationAuditSql.ChangesKeepOtherTerms),
        new("A step is within its time: sales, hold, performance", ReservationAuditSql.StepsAreInTime),
        new("A ticket of a reservation's seats is used once", ReservationAuditSql.TicketsAreUsedOnce),
        new("A payment or refund is the amount of its reservation", ReservationAuditSql.MoneyIsAmount),
        new("The amount of a reservation is the price of its seats", ReservationAuditSql.AmountIsPriceOfSeats),
        new("A reservation was made from an admitted place", ReservationAuditSql.IsFromAnAdmittedPlace),
        new("No user has more seats than Reservations:MaxSeatsPerUser", ReservationAuditSql.NoUserHasTooManySeats),
        new("A held reservation expires at its end", ReservationAuditSql.HeldOnesExpire),

        new("A concert has performances, and a performance has sections", SeatAuditSql.LayoutsAreComplete),
        new("A reserved seat exists in its performance", SeatAuditSql.ReservedOnesExist),
        new("A stored seat exists in its performance", SeatAuditSql.StoredOnesExist),
        new("A stored seat has exactly the fields of its status", SeatAuditSql.FieldsFitStatus),
        new("A seat is in at most one live reservation", SeatAuditSql.NoneIsReservedTwice),
        new("A paid seat is sold to the user who paid", SeatAuditSql.PaidOnesAreSold),
        new("A reserved seat is held for its reservation", SeatAuditSql.ReservedOnesAreHeld),
        new("A sold seat was paid by its owner", SeatAuditSql.SoldOnesArePaid),
        new("A held seat has a reservation, or its hold ends soon", SeatAuditSql.HeldOnesHaveReservation),

        new("The places of a queue are numbered 1, 2, 3 …", QueueAuditSql.PlacesAreNumbered),
        new("No user has two open places in a queue", QueueAuditSql.NoUserHasTwoPlaces),
        new("A queue belongs to an existing concert", QueueAuditSql.ConcertsExist),
        new("No waiting place is before an admitted one", QueueAuditSql.AdmissionIsInOrder),
        new("The early of a queue are admitted in the order of its draw", QueueAuditSql.DrawnPlaces, QueueDrawAudit.JudgeAsync),
        new("A place has exactly the times of its status", QueueAuditSql.PlacesHaveTheirTimes),
        new("The stored progress of a queue skips no open place", QueueAuditSql.ProgressSkipsNoOpenPlace),
        new("No queue has more slots than Queue:MaxActive", QueueAuditSql.SlotsAreLimited),

        new("The uses of a presale code are numbered 1, 2, 3 …", PresaleAuditSql.UsesAreNumbered),
        new("A presale code has no more uses than joins", PresaleAuditSql.UsesAreLimited),
        new("A presale belongs to an existing concert and has a version", PresaleAuditSql.HaveAVersion),
    ];
}
