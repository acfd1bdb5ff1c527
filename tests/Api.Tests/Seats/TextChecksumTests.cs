using System.IO.Hashing;

namespace Concert.Seats;

public sealed class TextChecksumTests
{
    [Fact]
    public void The_checksum_of_texts_in_a_row_follows_from_those_of_the_texts()
    {
        var random = new Random(20270301);
        for (var round = 0; round < 200; round++)
        {
            var whole = new byte[random.Next(40_000)];
            random.NextBytes(whole);
            var checksum = 0u;
            for (int start = 0, length; start < whole.Length; start += length)
            {
                length = Math.Min(whole.Length - start, random.Next(3) == 0 ? random.Next(3) : random.Next(20_000));
                checksum = TextChecksum.Of(whole.AsSpan(start, length)).After(checksum);
            }

            Assert.Equal(Crc32.HashToUInt32(whole), checksum);
        }
    }
}
