using System.IO.Compression;
using System.Text;
using BitFaster.Caching.Lru;
using Concert.Wallets;
using Concert.WebApp;

namespace Concert.Sharing;

/// <summary>
/// The booking page with what a link to a concert tells. Each is rendered once and kept until a date passes or the seats of one change.
/// </summary>
internal sealed class ConcertPages(WebAppFiles files, WalletOptions wallet)
{
    // With the compressed forms some 20 KB each.
    private const int Capacity = 512;

    // The origin is part of the key: without the setting it is what the request says, and a forged Host must not reach anybody else.
    private readonly FastConcurrentLru<(ConcertId Concert, PageLanguage Language, string Origin), RenderedPage> _pages = new(Capacity);

    private readonly string? _shell =
        files.TryFind(WebAppEndpoints.BookingPage, out var built) ? Encoding.UTF8.GetString(built.Plain) : null;

    /// <summary>Null: there is no booking page.</summary>
    public WebAppFile? PageOf(SharedConcert concert, PageLanguage language, string origin)
    {
        if (_shell is null) return null;
        var key = (concert.Concert.ConcertId, language, origin);
        if (_pages.TryGet(key, out var known) && known.IsOf(concert)) return known.File;
        var text = ConcertHead.Insert(_shell, concert, language, origin, wallet.Currency);
        // A fast level: the page is small, and made again when the last seat is held.
        var page = new RenderedPage(
            concert.State,
            concert.DatesState,
            new(WebAppEndpoints.BookingPage, Encoding.UTF8.GetBytes(text), CompressionLevel.Fastest));
        _pages.AddOrUpdate(key, page);
        return page.File;
    }

    private sealed record RenderedPage(string State, string DatesState, WebAppFile File)
    {
        // The seats could not be counted: what is known of them from before is better than nothing.
        public bool IsOf(SharedConcert concert) =>
            State == concert.State || (!concert.IsCounted && DatesState == concert.DatesState);
    }
}
