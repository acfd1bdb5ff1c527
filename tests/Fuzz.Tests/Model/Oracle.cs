namespace Concert.Model;

/// <summary>Predicts the answer to a sound request from everything that the service has acknowledged before.</summary>
internal static class Oracle
{
    public static Expectation Expect(ServiceModel model, Intent intent, DateTimeOffset now)
    {
        if (!intent.IsSound) return Expectation.Anything;
        if (intent.Actor is not { } user) return OfAnyone(model, intent);
        if (intent.Key is { } key && user.Commands.TryGetValue(key, out var first))
            return first.Content == intent.Content ? Expectation.Status(first.Answer.Status) : Expectation.Code("idempotency_key_reused");
        return intent.Operation.Id switch
        {
            "GetWallet" or "ListTransactions" or "ListReservations" or "GetMe" or "RenewToken" => Expectation.Status(200),
            "ChargeWallet" or "MakeRecoveryCode" => Expectation.Status(201),
            "PayReservation" => Pay(user, user.Reservation(intent.Text("reservationId")), intent, now),
            "RefundPayment" => Refund(user.Payment(intent.PathValue("paymentId")), now),
            "GetReservation" => OrCode(user.Reservation(intent.PathValue("reservationId")) is not null, 200, "reservation_not_found"),
            "ChangeSeats" => Change(user.Reservation(intent.PathValue("reservationId")), now),
            "ReleaseReservation" => Release(user.Reservation(intent.PathValue("reservationId")), now),
            "JoinQueue" => model.Concert(intent.PathValue("concertId")) switch
            {
                null => Expectation.Code("concert_not_found"),
                var concert => concert.Performances.All(performance => now >= performance.SalesCloseAt)
                    ? Expectation.Code("sales_closed")
                    // The model does not count the uses of codes.
                    : concert.HasPresale ? Expectation.Status(200, 201, 403, 409)
                    // No answer says when the lobby opens.
                    : concert.Performances.All(performance => now < performance.SalesOpenAt) ? Expectation.Status(200, 201, 409)
                    : Expectation.Status(200, 201),
            },
            "GetQueueToken" or "WatchQueueToken" => Expectation.Status(200),
            "LeaveQueue" => Expectation.Status(204),
            _ => Expectation.NoRefusalOfForm,
        };
    }

    private static Expectation OfAnyone(ServiceModel model, Intent intent) => intent.Operation.Id switch
    {
        "GetConcert" or "ListPerformances" =>
            OrCode(model.Concert(intent.PathValue("concertId")) is not null, 200, "concert_not_found"),
        "GetPerformance" or "WatchSeats" or "GetCheckInList" =>
            OrCode(model.Performance(intent.PathValue("performanceId")) is not null, 200, "performance_not_found"),
        "GetSeats" => model.Performance(intent.PathValue("performanceId")) is null
            ? Expectation.Code("performance_not_found")
            : Expectation.Status(200, 304),
        "CreateUser" or "CreateConcert" => Expectation.Status(201),
        "CheckIn" => CheckIn(model, intent),
        // The code may have been replaced since.
        "RecoverUser" => Expectation.Status(200, 401),
        _ => Expectation.NoRefusalOfForm,
    };

    // The model does not know booking numbers, nor which scans have the same key.
    private static Expectation CheckIn(ServiceModel model, Intent intent)
    {
        if (intent.Text("code") is not { } code) return Expectation.Status(200, 404, 409);
        // Of a user whom the run has replaced.
        if (model.TicketOf(code) is not var (reservation, seat)) return Expectation.Status(200, 404, 409, 422);
        if (intent.Text("performanceId") is { } here && here != reservation.Performance.Id) return Expectation.Code("other_performance");
        if (reservation.Status is ModelStatus.Refunded) return Expectation.Code("ticket_refunded");
        return reservation.CheckedIn.Contains(seat) ? Expectation.Code("already_checked_in") : Expectation.Status(200);
    }

    private static Expectation Pay(ModelUser user, ModelReservation? reservation, Intent intent, DateTimeOffset now) => reservation?.StatusAt(now) switch
    {
        null => Expectation.Code("reservation_not_found"),
        ModelStatus.Paid => Expectation.Code("already_paid"),
        ModelStatus.Refunded => Expectation.Code("already_refunded"),
        ModelStatus.Released => Expectation.Code("reservation_released"),
        ModelStatus.Expired => Expectation.Code("reservation_expired"),
        _ when !IsAgreed(intent, reservation, user) => Expectation.Code("amount_changed"),
        _ => OrCode(user.Lacks(reservation) <= (intent.IsCharging ? ServiceModel.MaxCharge : 0), 201, "insufficient_balance"),
    };

    private static bool IsAgreed(Intent intent, ModelReservation reservation, ModelUser user) =>
        (intent.Amount ?? reservation.Amount) == reservation.Amount && !(user.Lacks(reservation) > intent.ChargeAtMost);

    private static Expectation Refund(ModelReservation? reservation, DateTimeOffset now) => reservation?.StatusAt(now) switch
    {
        ModelStatus.Paid when reservation.CheckedIn.Count > 0 && now < reservation.Performance.StartsAt => Expectation.Code("already_checked_in"),
        ModelStatus.Paid => OrCode(now < reservation.Performance.StartsAt, 201, "refund_closed"),
        ModelStatus.Refunded => Expectation.Code("already_refunded"),
        _ => Expectation.Code("payment_not_found"),
    };

    // Who has the added seats, and the limits, are compared with the answer.
    private static Expectation Change(ModelReservation? reservation, DateTimeOffset now) => reservation?.StatusAt(now) switch
    {
        null => Expectation.Code("reservation_not_found"),
        ModelStatus.Paid => Expectation.Code("already_paid"),
        ModelStatus.Refunded => Expectation.Code("already_refunded"),
        ModelStatus.Released => Expectation.Code("reservation_released"),
        ModelStatus.Expired => Expectation.Code("reservation_expired"),
        _ => new(
            "200, or a refusal of the seats",
            (status, code) => status == 200 || code is "no_seat_left" or "too_many_changes" or "seat_limit_exceeded" or "seat_recently_held" or "lone_seat" or "seat_taken"),
    };

    private static Expectation Release(ModelReservation? reservation, DateTimeOffset now) => reservation?.StatusAt(now) switch
    {
        null => Expectation.Code("reservation_not_found"),
        ModelStatus.Paid => Expectation.Code("already_paid"),
        ModelStatus.Refunded => Expectation.Code("already_refunded"),
        ModelStatus.Expired => Expectation.Code("reservation_expired"),
        _ => Expectation.Status(204),
    };

    private static Expectation OrCode(bool isGranted, int status, string code) =>
        isGranted ? Expectation.Status(status) : Expectation.Code(code);
}
