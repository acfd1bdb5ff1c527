using System.Globalization;
using System.Text;
using Concert.Problems;
using ICU4N.Text;

namespace Concert.Http;

/// <summary>
/// Texts that people read: names, titles, messages. Any script is welcome, with everything that it is written with (joiners, marks,
/// variation selectors). A text must show something, and must not change how the text around it is shown.
/// </summary>
internal static class VisibleText
{
    private const char BrailleBlank = '\u2800';

    /// <summary>
    /// Trims a text, and puts it into the normal form NFC: the same text then has the same characters, whichever system it was typed
    /// on. It must have 1 to <paramref name="maxLength"/> characters (UTF-16 units), at least one of them visible, and none that
    /// <see cref="WhyRefused"/> names.
    /// </summary>
    public static string Text(this FieldErrors errors, string? value, string field, int maxLength)
    {
        var text = Normalizer2.NFCInstance.Normalize(value?.Trim() ?? "");
        if (text.Length is 0 || text.Length > maxLength) errors.Add(field, $"It must have 1 to {maxLength} characters.");
        else if (text.EnumerateRunes().Select(WhyRefused).FirstOrDefault(why => why is not null) is { } why) errors.Add(field, why);
        else errors.Require(text.EnumerateRunes().Any(IsVisible), field, "It must have a visible character.");
        return text;
    }

    /// <summary>
    /// What a reader can tell apart: two names with the same look differ only in case, in width and other compatibility forms, in
    /// white space, or in characters that are not shown (<c>NFKC_Casefold</c> of the Unicode Standard).
    /// </summary>
    public static string LookOf(string text) => string.Join(' ', Normalizer2.NFKCCaseFoldInstance
        .Normalize(text.Replace(BrailleBlank, ' ')).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string? WhyRefused(Rune character) => Rune.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
            "It must not contain control characters.",
        UnicodeCategory.Format when IsLayoutControl(character.Value) =>
            "It must not contain characters that change the direction or the form of the text after them.",
        UnicodeCategory.PrivateUse => "It must not contain private characters, which look different on each system.",
        UnicodeCategory.OtherNotAssigned when IsNoncharacter(character.Value) => "It must contain only characters.",
        // Also half of a surrogate pair is read as U+FFFD.
        _ when character == Rune.ReplacementChar => "It must not contain U+FFFD, which stands for a character that was lost.",
        // Characters that only a later version of Unicode has, such as the newest emoji, are accepted.
        _ => null,
    };

    // Embeddings, overrides and isolates; the deprecated controls of digits and of forms; the marks of annotations. Not the marks of
    // direction (U+200E, U+200F, U+061C), which Arabic and Hebrew need and which reorder nothing else.
    private static bool IsLayoutControl(int character) =>
        character is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F) or (>= 0xFFF9 and <= 0xFFFB);

    private static bool IsNoncharacter(int character) => (character & 0xFFFE) == 0xFFFE || character is >= 0xFDD0 and <= 0xFDEF;

    private static bool IsVisible(Rune character) => Rune.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.SpaceSeparator or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned => false,
        // A mark needs a letter that it stands on.
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => false,
        _ => !IsBlank(character.Value),
    };

    // Letters and symbols by category, but blank: the fillers of Hangul, the empty pattern of Braille, the null note.
    private static bool IsBlank(int character) => character is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or BrailleBlank or 0x1D159;
}
