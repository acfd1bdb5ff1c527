using System.Security.Cryptography;

namespace Concert.Auth;

public sealed class PreparedHmacTests
{
    [Fact]
    public void Hashes_of_many_threads_at_once_are_those_of_HMAC_SHA256()
    {
        var random = new Random(20270302);
        byte[] key = new byte[32];
        random.NextBytes(key);
        var hmac = new PreparedHmac(key);
        var messages = Enumerable.Range(0, 5_000).Select(length => new byte[length % 300]).ToList();
        foreach (var message in messages) random.NextBytes(message);

        Parallel.ForEach(messages, message => Assert.Equal(HMACSHA256.HashData(key, message), hmac.Hash(message)));
    }
}
