using System.Globalization;
using SkiaSharp;

namespace Concert.Sharing;

/// <summary>
/// Draws the picture that messengers show with a link to a concert: the poster of the booking page (web/src/ui/Poster.tsx) with the
/// concert's texts on it. A pure function of the texts.
/// </summary>
internal static class ConcertPicture
{
    public const int Width = 1200;

    public const int Height = 630;

    private const float Margin = 72;
    private const float TextWidth = Width - (2 * Margin);

    // The poster is drawn on 240 × 120 units, and fills the picture as its `slice` does.
    private const float Scale = Height / 120f;
    private const float Left = (Width - (240 * Scale)) / 2;

    private const int BeamCount = 5;
    private const int HeadCount = 18;

    private static readonly string Crowd = string.Create(
        CultureInfo.InvariantCulture, $"M0 120 V96 {string.Join(' ', Enumerable.Range(0, HeadCount).Select(HeadOf))} V120 Z");

    /// <returns>A PNG.</returns>
    public static byte[] Draw(PictureText text)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        DrawPoster(surface.Canvas, SeedOf(text.Seed));
        DrawTexts(surface.Canvas, text);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void DrawPoster(SKCanvas canvas, uint seed)
    {
        SKColor Color(int turn, int light) => SKColor.FromHsl(((seed % 360) + (uint)turn) % 360, 70, light);
        using var paint = new SKPaint { IsAntialias = true };
        canvas.Clear(Color(0, 20));
        canvas.Save();
        canvas.Translate(Left, 0);
        canvas.Scale(Scale);
        for (var index = 0; index < BeamCount; index++)
        {
            var x = 20 + (index * 40) + ((seed >> (index * 3)) % 17);
            using var outline = new SKPathBuilder();
            outline.AddPoly([new(x, 0), new(x - 34 + (index * 6), 120), new(x + 22 + (index * 6), 120)]);
            using var beam = outline.Detach();
            paint.Color = Color(index * 28, 62).WithAlpha((byte)(0.28 * byte.MaxValue));
            canvas.DrawPath(beam, paint);
        }

        paint.Color = Color(40, 82);
        canvas.DrawCircle(60 + (seed % 120), 26, 13, paint);
        using var crowd = SKPath.ParseSvgPathData(Crowd);
        paint.Color = Color(0, 8);
        canvas.DrawPath(crowd, paint);
        canvas.Restore();
        // White text is to be read on the brightest beam.
        paint.Color = SKColors.Black.WithAlpha(0x90);
        canvas.DrawRect(0, 0, Width, Height, paint);
    }

    private static void DrawTexts(SKCanvas canvas, PictureText text)
    {
        // A title without a letter that the font has is left out: the artist's name is then the largest.
        var (bold, medium) = (PictureFont.Bold, PictureFont.Medium);
        var heading = bold.Drawable(text.Title) ?? bold.Drawable(text.Artist) ?? bold.Drawable(text.Venue);
        var y = Margin + 24;
        if (medium.Drawable(text.Artist) is { } artist && artist != heading)
        {
            medium.Draw(canvas, medium.Wrap(artist, 40, TextWidth, 1)[0], Margin, y, 40, SKColors.White.WithAlpha(0xE0));
        }

        if (heading is not null)
        {
            var size = bold.Wrap(heading, 84, TextWidth, 3).Count < 3 ? 84 : 64;
            foreach (var line in bold.Wrap(heading, size, TextWidth, 3))
            {
                y += size * 1.22f;
                bold.Draw(canvas, line, Margin, y, size, SKColors.White);
            }
        }

        y = Height - Margin;
        DrawLine(bold, text.Price, 48);
        DrawLine(medium, text.Dates, 32);
        DrawLine(medium, text.Venue, 36);

        void DrawLine(PictureFont font, string line, float size)
        {
            if (font.Drawable(line) is not { } drawable) return;
            font.Draw(canvas, font.Wrap(drawable, size, TextWidth, 1)[0], Margin, y, size, SKColors.White);
            y -= size * 1.45f;
        }
    }

    // As the page's: FNV-1a of the characters.
    private static uint SeedOf(string text) => text.Aggregate(2_166_136_261u, (hash, letter) => unchecked((hash ^ letter) * 16_777_619u));

    private static string HeadOf(int index) => string.Create(
        CultureInfo.InvariantCulture, $"q{6 + (index % 3)} -{8 + (index * 5 % 5)} {12 + (index % 3 * 2)} 0");
}
