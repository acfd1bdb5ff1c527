using System.IO.Hashing;

namespace Concert.Seats;

/// <summary>
/// The CRC-32 of a text, as gzip has it. That of two texts in a row follows from those of the two, as in zlib's
/// <c>crc32_combine</c>: rendering and reading 9 MB again for each version of a map took longer than all its changes.
/// </summary>
internal readonly record struct TextChecksum
{
    // Polynomials over the integers modulo 2, modulo that of CRC-32. The highest bit is the coefficient of x^0.
    private const uint Polynomial = 0xedb88320;
    private const uint One = 1u << 31;

    // x^8, x^16, x^32 and so on: one byte, two bytes, four bytes.
    private static readonly uint[] Powers = PowersOfBytes();

    // x to the power of the text's count of bits: the checksum of a text before is multiplied by it.
    private readonly uint _shift;

    private TextChecksum(uint value, int length, uint shift) => (Value, Length, _shift) = (value, length, shift);

    public uint Value { get; }

    public int Length { get; }

    public static TextChecksum Of(ReadOnlySpan<byte> text)
    {
        var shift = One;
        for (var (length, power) = (text.Length, 0); length > 0; length >>= 1, power++)
        {
            if ((length & 1) != 0) shift = Product(Powers[power], shift);
        }

        return new(Crc32.HashToUInt32(text), text.Length, shift);
    }

    /// <summary>The CRC-32 of a text with the CRC-32 <paramref name="before"/> and this text after it.</summary>
    public uint After(uint before) => Product(_shift, before) ^ Value;

    private static uint[] PowersOfBytes()
    {
        var powers = new uint[31];
        powers[0] = One >> 8;
        for (var i = 1; i < powers.Length; i++) powers[i] = Product(powers[i - 1], powers[i - 1]);
        return powers;
    }

    private static uint Product(uint left, uint right)
    {
        var product = 0u;
        for (; left != 0; left <<= 1)
        {
            if ((left & One) != 0) product ^= right;
            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}
