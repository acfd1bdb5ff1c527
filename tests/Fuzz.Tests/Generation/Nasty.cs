using System.Text;

namespace Concert.Generation;

/// <summary>Values that broke other services.</summary>
internal static class Nasty
{
    /// <summary>Texts that are correct Unicode.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "", " ", "\t", "\0", "a\0", "\u202e", "admin\u202e", "\u3164", "\u200b", "\ufeff", "\u2066x\u2069", "\u0301", "Ａ", "ﬁ", "İ", "ß", "\U0001f469\u200d\U0001f4bb",
        "\U000e0041", "\u2028", "\r\nX-Injected: 1", "\u0007\u001b[31m", "null", "undefined", "NaN", "true", "0", "-1", "1e3", "00", "٣", "..", "../../etc/passwd", "%2F", "%00", "a/b",
        "a\\b", "~", ".", "*", "%", "'; drop table reservation; --", "\" or 1=1", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "$.a", "=1+1", "__proto__", "constructor",
        "1-1-1\0", "1-1-1 ", "01-1-1", "1-1-01", "1-1-999999999999999999999", "1-1--1", "+1-1-1", "１-1-1", "r_", "pay_", "p_\u0000", new('a', 33), new('a', 65), new('한', 101), new('x', 5_000),
    ];

    /// <summary>Literals of numbers that are no integer, or that fit no integer of 64 bits.</summary>
    public static IReadOnlyList<string> WrongNumbers { get; } =
    [
        "1.5", "-0.1", "1e400", "1e-1", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "\"1\"", "\"\"", "true", "[]", "{}", "[1]",
    ];

    /// <summary>Literals that are no JSON.</summary>
    public static IReadOnlyList<string> WrongLiterals { get; } =
        ["NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10", "1_000", "tru", "'x'", "undefined", "--1", "1e", "\"\\x41\"", "\"\\u12\""];

    /// <summary>Literals that some readers take for an integer and others refuse.</summary>
    public static IReadOnlyList<string> OddIntegers { get; } = ["1.0", "1e0", "1E+0", "10e-1", "-0", "1e3"];

    /// <summary>Values of a header that the HTTP server lets through.</summary>
    public static IReadOnlyList<string> HeaderValues { get; } =
    [
        "", " ", "x", "null", "\u00e9", "\u00ff\u00fe", Latin1("\u202e"), Latin1("한"), new('a', 200), new('a', 5_000), "a b", "a,b", "\"",
        "\t", "%0d%0a", "AQ.AQ", ".", "..", "a.b.c", "AQAAAAAAAAAD.AA",
    ];

    /// <summary>Each byte of the text's UTF-8 as a character: so a head carries it.</summary>
    public static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Each byte of the text's UTF-8, percent-encoded.</summary>
    public static string Percent(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));
}
