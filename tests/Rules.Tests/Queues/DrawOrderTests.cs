using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Concert.Queues;

public sealed class DrawOrderTests
{
    private static readonly byte[] Seed = Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    // Computed with: printf '%s' PLACE | openssl dgst -sha256 -mac hmac -macopt hexkey:SEED
    [Theory]
    [InlineData(1, "7761b1cc25227dfca0bd6d972acc52abb62f24ce50ad5a7a430b05c5a6f5497b")]
    [InlineData(10, "45578e5f382a72afa913abda0ca077de00577eae9562c77a7bea150c8f292707")]
    public void A_place_is_drawn_by_the_keyed_hash_of_its_number(long place, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(DrawOrder.HashOf(Seed, place)));

    [Fact]
    public void The_commitment_is_the_hash_of_the_seed() =>
        Assert.Equal("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd", DrawSeed.CommitmentOf(Seed));

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(25_000)]
    public void The_early_stand_in_ascending_order_of_their_hashes(int count)
    {
        var order = DrawOrder.Of(Seed, count);

        var expected = Enumerable.Range(1, count)
            .OrderBy(place => Convert.ToHexString(HMACSHA256.HashData(Seed, Encoding.ASCII.GetBytes($"{place}"))), StringComparer.Ordinal)
            .Select(place => (long)place);
        Assert.Equal(expected, Enumerable.Range(1, count).Select(turn => order.PlaceAt(turn)));
    }

    [Fact]
    public void Each_place_has_one_turn_and_the_late_have_theirs_behind_all_early_in_order_of_arrival() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 300]).Always(draw =>
        {
            var (seed, count) = draw;
            var order = DrawOrder.Of(seed, count);

            Assert.Equal(Enumerable.Range(1, count).Select(n => (long)n), Enumerable.Range(1, count).Select(n => order.TurnOf(n)).Order());
            for (long n = 1; n <= count + 5; n++) Assert.Equal(n, order.PlaceAt(order.TurnOf(n)));
            Assert.Equal([count + 1, count + 2], [order.TurnOf(count + 1), order.TurnOf(count + 2)]);
        });

    // A seed that favored early or late numbers would show here: the mean turn of the first tenth of the places.
    [Fact]
    public void No_seed_favors_those_who_joined_first()
    {
        var means = Enumerable.Range(1, 50).Select(n =>
        {
            var order = DrawOrder.Of(SHA256.HashData([(byte)n]), 1_000);
            return Enumerable.Range(1, 100).Average(place => order.TurnOf(place));
        }).ToList();

        Assert.InRange(means.Average(), 480, 520);
        Assert.All(means, mean => Assert.InRange(mean, 380, 620));
    }
}
