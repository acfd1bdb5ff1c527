using Concert.Problems;

namespace Concert.Http;

/// <summary>Which texts people can read. The cases write what cannot be seen, and what editors change, as escapes.</summary>
public sealed class VisibleTextTests
{
    private const int MaxLength = 20;

    [Theory]
    [InlineData("Kim Minji")]
    [InlineData("김민지")]
    [InlineData("\u1112\u119E\u11AB글")]                   // Hangul of the 15th century: conjoining jamo that no syllable has
    [InlineData("ㅋㅋㅋ")]
    [InlineData("山田\uD842\uDFB7")]                      // a character beyond the Basic Multilingual Plane
    [InlineData("辻\uDB40\uDD00")]                        // an ideographic variation, which some families' names have
    [InlineData("محمد علی")]
    [InlineData("می\u200Cخواهم")]                         // Persian: the non-joiner is part of the spelling
    [InlineData("שָׁלוֹם")]
    [InlineData("\u200Fאבג\u200F (VIP)")]                 // marks of direction
    [InlineData("क्\u200Dष")]                             // Hindi: the joiner chooses a form
    [InlineData("ကျော်")]
    [InlineData("Nguyễn Thị Ánh")]
    [InlineData("D'Angelo–O’Neil, Jr.")]
    [InlineData("✨")]
    [InlineData("👩\u200D👩\u200D👧\u200D👦")]            // one emoji of four, with joiners
    [InlineData("❤\uFE0F")]
    [InlineData("1\uFE0F\u20E3")]                         // a keycap
    [InlineData("🇰🇷")]
    [InlineData("🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F")] // the flag of England, with tags
    [InlineData("co\u00ADop")]
    [InlineData("A \uD83E\uDEEA")]                        // an emoji of Unicode 17
    [InlineData("12")]
    [InlineData("-")]
    public void A_text_of_any_script_is_accepted_as_it_is(string text)
    {
        Assert.Equal((text, []), Read(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u3000\u00A0\u2003")]
    [InlineData("\u3164")]                                // a Hangul filler
    [InlineData("\u115F\u1160")]
    [InlineData("\uFFA0")]
    [InlineData("\u2800")]                                // Braille without dots
    [InlineData("\u200B")]                                // a space without width
    [InlineData("\u200B \u2060 \uFEFF")]
    [InlineData("\u200C\u200D")]
    [InlineData("\u200E\u200F\u061C")]
    [InlineData("\u00AD")]
    [InlineData("\uFE0F")]                                // a variation selector
    [InlineData("\uDB40\uDD00")]
    [InlineData("\uDB40\uDC67\uDB40\uDC7F")]              // tags
    [InlineData("\u180E")]
    [InlineData("\u2061\u2064")]                          // invisible operators
    [InlineData("\u0301")]                                // an accent on nothing
    [InlineData("\u20DD \u093F")]
    [InlineData("\uD834\uDD59")]                          // a note head that is null
    [InlineData("\uD83E\uDEEA")]                          // unknown to this version of Unicode: who could say that it is visible
    public void A_text_that_shows_nothing_is_refused(string text)
    {
        Assert.NotEmpty(Read(text).Fields);
    }

    [Theory]
    [InlineData("\u202A")]
    [InlineData("\u202B")]
    [InlineData("\u202C")]
    [InlineData("\u202D")]
    [InlineData("\u202E")]
    [InlineData("\u2066")]
    [InlineData("\u2067")]
    [InlineData("\u2068")]
    [InlineData("\u2069")]
    [InlineData("\u206A")]
    [InlineData("\u206F")]
    [InlineData("\uFFF9")]
    [InlineData("\u0000")]
    [InlineData("\u0007")]
    [InlineData("\n")]
    [InlineData("\u007F")]
    [InlineData("\u009B")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\uF8FF")]
    [InlineData("\uDB80\uDC00")]
    [InlineData("\uFFFE")]
    [InlineData("\uFDD0")]
    [InlineData("\uD83F\uDFFF")]
    [InlineData("\uFFFD")]
    [InlineData("\uD800")]
    [InlineData("\uDC00")]
    public void A_character_that_could_change_the_page_around_it_is_refused_wherever_it_stands(string character)
    {
        Assert.All(new[] { $"({character}AB)", $"A{character}B", $"(AB{character})" }, text => Assert.NotEmpty(Read(text).Fields));
    }

    [Theory]
    [InlineData("  Minji \u3000", "Minji")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u1100\u1161", "가")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\uFF21", "\uFF21")]
    public void A_text_is_trimmed_and_in_the_normal_form_C(string text, string stored)
    {
        Assert.Equal((stored, []), Read(text));
    }

    [Fact]
    public void The_length_is_that_of_the_stored_text()
    {
        Assert.Empty(Read(string.Concat(Enumerable.Repeat("\u1100\u1161\u11A8", MaxLength))).Fields);
        Assert.NotEmpty(Read(new string('각', MaxLength + 1)).Fields);
        // U+0958 has no composed form: in NFC it is two characters.
        Assert.NotEmpty(Read(new string('\u0958', MaxLength)).Fields);
    }

    [Theory]
    [InlineData("A", "a")]
    [InlineData("A", "\uFF21")]
    [InlineData("A", "\uD835\uDC00")]                     // a mathematical bold A
    [InlineData("A", "A\u200B")]
    [InlineData("A", "\u2060A\u3164")]
    [InlineData("A", "A\u2800")]
    [InlineData("A", "A\uFE0F")]
    [InlineData("A 1", "A\u00A0\u3000①")]
    [InlineData("\u00E9", "E\u0301")]
    [InlineData("가구역", "\u1100\u1161\u1100\u116E\u110B\u1167\u11A8")]
    [InlineData("IV", "Ⅳ")]
    [InlineData("file", "ﬁle")]
    [InlineData("STRASSE", "straße")]
    [InlineData("パ", "\uFF8A\uFF9F")]
    [InlineData("ΟΔΟΣ", "οδος")]
    public void Names_that_look_the_same_are_the_same(string one, string other)
    {
        Assert.Equal(VisibleText.LookOf(one), VisibleText.LookOf(other));
    }

    [Theory]
    [InlineData("A", "B")]
    [InlineData("A1", "A 1")]
    [InlineData("가", "나")]
    [InlineData("e", "é")]
    [InlineData("は", "ば")]
    public void Names_that_look_different_are_different(string one, string other)
    {
        Assert.NotEqual(VisibleText.LookOf(one), VisibleText.LookOf(other));
    }

    private static (string Text, string[] Fields) Read(string text)
    {
        var errors = new FieldErrors();
        var read = errors.Text(text, "name", MaxLength);
        return (read, errors.Any ? ["name"] : []);
    }
}
