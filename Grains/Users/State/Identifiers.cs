using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Users;

/// <summary>
/// Ids that follow from what they name, so that a command sent again names the same thing: nothing here is random.
/// </summary>
public static class Identifiers
{
    private const string ReservationPrefix = "r_";
    private const string PaymentPrefix = "pay_";
    private const string RefundPrefix = "ref_";
    private const string TransactionPrefix = "t_";

    /// <summary>The reservation that a user asks for under an idempotency key.</summary>
    public static ReservationId Reservation(UserId user, string key) => new(ReservationPrefix + Digest(user.Value, key));

    /// <summary>One reservation, at most one payment: the ids share their digest.</summary>
    public static PaymentId Payment(ReservationId reservation) => new(PaymentPrefix + reservation.Value[ReservationPrefix.Length..]);

    /// <summary>One payment, at most one refund.</summary>
    public static RefundId Refund(PaymentId payment) => new(RefundPrefix + payment.Value[PaymentPrefix.Length..]);

    /// <summary>The reservation that a payment would be of; none if the text is no payment's id.</summary>
    public static ReservationId? ReservationOf(PaymentId payment) =>
        payment.Value.StartsWith(PaymentPrefix, StringComparison.Ordinal)
            ? new ReservationId(ReservationPrefix + payment.Value[PaymentPrefix.Length..])
            : null;

    /// <summary>The ledger entry that a user's journal row is: the user's digest and the row's number, side by side.</summary>
    public static TransactionId Transaction(UserId user, long seq) => Transaction(DigestOf(user), seq);

    /// <param name="userDigest">From <see cref="DigestOf"/>: worked out once, and not for every row.</param>
    /// <param name="seq">The row.</param>
    public static TransactionId Transaction(string userDigest, long seq) => new($"{TransactionPrefix}{userDigest}{seq:x12}");

    /// <summary>80 bits of SHA-256: no two users share them.</summary>
    public static string DigestOf(UserId user) => Digest(user.Value, "transactions")[..20];

    /// <summary>One try of one activation at holding seats.</summary>
    public static string Attempt(string activation, long number) =>
        Digest(activation, number.ToString(CultureInfo.InvariantCulture))[..13];

    // 128 bits of SHA-256 in hexadecimal. A line feed cannot stand in either part, so no two pairs read the same.
    private static string Digest(string first, string second)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{first}\n{second}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
