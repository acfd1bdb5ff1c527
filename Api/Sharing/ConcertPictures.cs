using System.Buffers.Text;
using System.Security.Cryptography;
using BitFaster.Caching.Lru;
using Concert.Http;
using Concert.Wallets;

namespace Concert.Sharing;

/// <param name="State">Of the dates that it shows.</param>
/// <param name="Tag">A strong tag: a digest of the bytes.</param>
internal sealed record DrawnPicture(string State, byte[] Png, string Tag);

/// <summary>
/// The pictures of concerts. A crawler must not take the processor from a sale: one picture is drawn at a time, and after it none for
/// three times as long, so that drawing takes at most a quarter of one core.
/// </summary>
internal sealed class ConcertPictures(WalletOptions wallet, [FromKeyedServices(GatewayTime.Key)] TimeProvider time) : IDisposable
{
    /// <summary>How long a request waits for its turn. Then it is refused, and may come again after as long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int MaxWaiting = 16;
    private const int RestFactor = 3;

    // At most 24 MiB. A picture has some 100 KB.
    private const int Capacity = 128;
    private const int MaxCachedBytes = 192 * 1024;

    private readonly FastConcurrentLru<(ConcertId Concert, PageLanguage Language), DrawnPicture> _pictures = new(Capacity);
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    /// <summary>Null: too many are requested at once.</summary>
    public async Task<DrawnPicture?> PictureAsync(SharedConcert concert, PageLanguage language)
    {
        if (TryGet(concert, language) is { } known) return known;
        if (!await TakeTurnAsync()) return null;
        try
        {
            // Drawn by the request that had the turn before.
            if (TryGet(concert, language) is { } drawn)
            {
                _turn.Release();
                return drawn;
            }

            return await DrawAsync(concert, language);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();

    private DrawnPicture? TryGet(SharedConcert concert, PageLanguage language) =>
        _pictures.TryGet((concert.Concert.ConcertId, language), out var known) && known.State == concert.DatesState ? known : null;

    private async Task<bool> TakeTurnAsync()
    {
        try
        {
            return Interlocked.Increment(ref _waiting) <= MaxWaiting && await _turn.WaitAsync(Patience);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<DrawnPicture> DrawAsync(SharedConcert concert, PageLanguage language)
    {
        var began = time.GetTimestamp();
        // Not on the thread of the request: the reads that share it would wait.
        var png = await Task.Run(() => ConcertPicture.Draw(PictureText.Of(concert, language, wallet.Currency)));
        var picture = new DrawnPicture(concert.DatesState, png, $"\"{Base64Url.EncodeToString(SHA256.HashData(png).AsSpan(0, 12))}\"");
        if (png.Length <= MaxCachedBytes) _pictures.AddOrUpdate((concert.Concert.ConcertId, language), picture);
        _ = RestAsync(time.GetElapsedTime(began) * RestFactor);
        return picture;
    }

    private async Task RestAsync(TimeSpan rest)
    {
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time);
        _turn.Release();
    }
}
