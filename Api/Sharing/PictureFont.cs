using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Concert.Sharing;

/// <summary>
/// A font of the pictures: Pretendard, which has Latin, Greek, Cyrillic and Korean letters. It is part of the assembly, because the
/// images of the deployments have no fonts.
/// </summary>
internal sealed class PictureFont : IDisposable
{
    private const string Ellipsis = "…";

    private readonly SKTypeface _typeface;
    private readonly SKShaper _shaper;
    private readonly SKFont _coverage;

    private PictureFont(string file)
    {
        using var resource = typeof(PictureFont).Assembly.GetManifestResourceStream($"fonts/{file}")!;
        _typeface = SKTypeface.FromStream(resource);
        _shaper = new(_typeface);
        _coverage = new(_typeface);
    }

    public static PictureFont Bold { get; } = new("Pretendard-Bold.otf");

    public static PictureFont Medium { get; } = new("Pretendard-Medium.otf");

    /// <summary>
    /// The text without the characters that the font lacks, which would be drawn as empty boxes. Null if nothing is left to read. So
    /// nothing is drawn from right to left: the font has no such letters.
    /// </summary>
    public string? Drawable(string text)
    {
        var drawable = new StringBuilder();
        foreach (var grapheme in GraphemesOf(text))
        {
            var runes = grapheme.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format).ToList();
            if (runes.TrueForAll(Rune.IsWhiteSpace)) drawable.Append(' ');
            else if (runes.TrueForAll(rune => _coverage.GetGlyph(rune.Value) != 0)) drawable.AppendJoin("", runes);
        }

        var words = drawable.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Any(word => word.EnumerateRunes().Any(Rune.IsLetterOrDigit)) ? string.Join(' ', words) : null;
    }

    /// <summary>
    /// Breaks a text between words, and words that are too long between graphemes. What does not fit ends with an ellipsis.
    /// </summary>
    public List<string> Wrap(string text, float size, float width, int maxLines)
    {
        using var font = FontOf(size);
        var lines = new List<string>();
        var line = "";
        foreach (var part in text.Split(' ').SelectMany(word => PiecesOf(word, font, width)))
        {
            var longer = line.Length == 0 ? part.Text : part.StartsWord ? $"{line} {part.Text}" : line + part.Text;
            if (font.MeasureText(longer) <= width)
            {
                line = longer;
                continue;
            }

            lines.Add(line);
            line = part.Text;
            if (lines.Count == maxLines) return [.. lines[..^1], Cut(lines[^1], font, width)];
        }

        return [.. lines, line];
    }

    public void Draw(SKCanvas canvas, string text, float x, float y, float size, SKColor color)
    {
        using var font = FontOf(size);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawShapedText(_shaper, text, x, y, SKTextAlign.Left, font, paint);
    }

    public void Dispose()
    {
        _coverage.Dispose();
        _shaper.Dispose();
        _typeface.Dispose();
    }

    private SKFont FontOf(float size) => new(_typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias };

    private static IEnumerable<(string Text, bool StartsWord)> PiecesOf(string word, SKFont font, float width)
    {
        if (font.MeasureText(word) <= width) return [(word, true)];
        var pieces = new List<(string, bool)>();
        var piece = "";
        foreach (var grapheme in GraphemesOf(word))
        {
            if (piece.Length > 0 && font.MeasureText(piece + grapheme) > width)
            {
                pieces.Add((piece, pieces.Count == 0));
                piece = "";
            }

            piece += grapheme;
        }

        return [.. pieces, (piece, pieces.Count == 0)];
    }

    private static string Cut(string line, SKFont font, float width)
    {
        var kept = GraphemesOf(line).ToList();
        while (kept.Count > 0 && font.MeasureText(string.Concat(kept) + Ellipsis) > width) kept.RemoveAt(kept.Count - 1);
        return string.Concat(kept).TrimEnd() + Ellipsis;
    }

    private static IEnumerable<string> GraphemesOf(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext()) yield return elements.GetTextElement();
    }
}
