using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Concert.CheckIns;

namespace Concert.Users;

/// <summary>
/// Ids derived from what they name, so that a retried command names the same thing. Nothing here is random.
/// </summary>
public static class Identifiers
{
    private const string ReservationPrefix = "r_";
    private const string PaymentPrefix = "pay_";
    private const string RefundPrefix = "ref_";
    private const string TransactionPrefix = "t_";

    /// <summary>The reservation that a user requests under an idempotency key.</summary>
    public static ReservationId Reservation(UserId user, string key) => new(ReservationPrefix + Digest(user.Value, key));

    /// <summary>
    /// The booking number of a reservation. 40 bits are too few to be unique by chance: the database refuses a number that exists, and
    /// the next attempt to make the reservation has another one.
    /// </summary>
    public static string Number(ReservationId reservation, string attempt) => BookingNumber.Of(
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{reservation.Value}\n{attempt}"))));

    /// <summary>A reservation has at most one payment, so the two ids share their digest.</summary>
    public static PaymentId Payment(ReservationId reservation) => new(PaymentPrefix + reservation.Value[ReservationPrefix.Length..]);

    /// <summary>A payment has at most one refund.</summary>
    public static RefundId Refund(PaymentId payment) => new(RefundPrefix + payment.Value[PaymentPrefix.Length..]);

    /// <summary>The reservation that a payment id belongs to; null when the text is no payment id.</summary>
    public static ReservationId? ReservationOf(PaymentId payment) =>
        payment.Value.StartsWith(PaymentPrefix, StringComparison.Ordinal)
            ? new ReservationId(ReservationPrefix + payment.Value[PaymentPrefix.Length..])
            : null;

    /// <summary>The ledger entry of a journal row: the user's digest followed by the row's number.</summary>
    public static TransactionId Transaction(UserId user, long seq) => Transaction(DigestOf(user), seq);

    /// <param name="userDigest">From <see cref="DigestOf"/>, computed once for all rows of a user.</param>
    /// <param name="seq">The number of the row.</param>
    public static TransactionId Transaction(string userDigest, long seq) => new($"{TransactionPrefix}{userDigest}{seq:x12}");

    /// <summary>80 bits of SHA-256: no two users share a digest.</summary>
    public static string DigestOf(UserId user) => Digest(user.Value, "transactions")[..20];

    /// <summary>One attempt of one activation to hold seats.</summary>
    public static string Attempt(string activation, long number) =>
        Digest(activation, number.ToString(CultureInfo.InvariantCulture))[..13];

    // 128 bits of SHA-256 in hexadecimal. Neither part can contain a line feed, so two different pairs never give the same text.
    private static string Digest(string first, string second)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{first}\n{second}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
