namespace Concert.CheckIns;

/// <summary>
/// Lets the tickets of a user in. Key: the user's id. The grain of <see cref="Wallets.IWalletGrain"/> plays this role too, so that a
/// check-in and a refund of the same ticket have an order.
/// </summary>
[Alias("ICheckInGrain")]
public interface ICheckInGrain : IGrainWithStringKey
{
    /// <summary>
    /// Records that a ticket was used. A ticket is used once; the same request may be repeated. Refusals:
    /// <c>reservation_not_found</c> (also when it is not paid), <c>seat_not_found</c>, <c>ticket_refunded</c>,
    /// <c>already_checked_in</c>.
    /// </summary>
    [Alias("CheckIn")]
    Task<Outcome<CheckInReceipt>> CheckIn(CheckInTicket command);
}
