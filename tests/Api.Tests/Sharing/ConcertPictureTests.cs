using System.Globalization;
using SkiaSharp;

namespace Concert.Sharing;

public sealed class ConcertPictureTests
{
    private static readonly PictureText Han = new(
        "c_1", "한강의 밤 (Night on the Han)", "하늘 (Haneul)", "올림픽홀", "2027년 5월 5일 (수) 08:00 (Asia/Seoul)", "₩88,000부터");

    [Fact]
    public void It_is_a_PNG_of_the_size_that_messengers_show()
    {
        using var picture = SKBitmap.Decode(ConcertPicture.Draw(Han));

        Assert.Equal((1200, 630), (picture.Width, picture.Height));
    }

    [Fact]
    public void Equal_texts_give_equal_bytes() => Assert.Equal(ConcertPicture.Draw(Han), ConcertPicture.Draw(Han));

    public static TheoryData<string> Members { get; } = new("Seed", "Title", "Artist", "Venue", "Dates", "Price");

    [Theory]
    [MemberData(nameof(Members))]
    public void Every_text_is_on_it(string member) => Assert.NotEqual(ConcertPicture.Draw(Han), ConcertPicture.Draw(With(member, "Other 다른 42")));

    [Theory]
    [MemberData(nameof(Members))]
    public void Texts_without_a_letter_of_the_font_are_left_out(string member)
    {
        foreach (var text in new[] { "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\ud83d\udc68\u200d\ud83d\udc69", "\u200f", "\ud800", "()" })
            Assert.NotEmpty(ConcertPicture.Draw(With(member, text)));
    }

    [Theory]
    [InlineData("\u05e9\u05dc\u05d5\u05dd Live", "Live")]
    [InlineData("\u200fLive\u200e \u2764\ufe0f tour", "Live tour")]
    [InlineData("Dawn \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 2027", "Dawn 2027")]
    [InlineData("  새벽의 \t 광장 ", "새벽의 광장")]
    [InlineData("\u05e9", null)]
    [InlineData("\u2013 ()", null)]
    public void No_empty_box_is_drawn(string text, string? drawn) => Assert.Equal(drawn, PictureFont.Bold.Drawable(text));

    [Theory]
    [InlineData("가")]
    [InlineData("W")]
    [InlineData("e\u0301")]
    [InlineData("ab ")]
    public void A_long_title_wraps_and_ends_with_an_ellipsis_after_a_whole_letter(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 200)).Trim();

        var lines = PictureFont.Bold.Wrap(text, 64, 1000, 3);

        Assert.Equal(3, lines.Count);
        Assert.EndsWith("…", lines[^1], StringComparison.Ordinal);
        var (shown, all) = (string.Concat(lines).TrimEnd('…').Replace(" ", "", StringComparison.Ordinal), text.Replace(" ", "", StringComparison.Ordinal));
        Assert.StartsWith(shown, all, StringComparison.Ordinal);
        Assert.False(CharUnicodeInfo.GetUnicodeCategory(all[shown.Length]) is UnicodeCategory.NonSpacingMark);
    }

    [Theory]
    [InlineData("Night on the Han")]
    [InlineData("밤")]
    public void A_short_title_stays_on_its_line(string title) => Assert.Equal([title], PictureFont.Bold.Wrap(title, 64, 1000, 3));

    private static PictureText With(string member, string text) => member switch
    {
        "Seed" => Han with { Seed = text },
        "Title" => Han with { Title = text },
        "Artist" => Han with { Artist = text },
        "Venue" => Han with { Venue = text },
        "Dates" => Han with { Dates = text },
        _ => Han with { Price = text },
    };
}
