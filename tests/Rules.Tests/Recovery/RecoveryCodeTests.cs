namespace Concert.Recovery;

public sealed class RecoveryCodeTests
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    [Fact]
    public void New_codes_have_twelve_signs_that_nobody_confuses_and_differ()
    {
        var codes = Enumerable.Range(0, 2_000).Select(_ => RecoveryCode.New()).ToList();

        Assert.All(codes, code => Assert.True(code.Signs.Length == 12 && code.Signs.All(Alphabet.Contains), code.Signs));
        Assert.Equal(codes.Count, codes.Select(code => code.Hash).Distinct().Count());
        Assert.Equal(Alphabet.Length, codes.SelectMany(code => code.Signs).Distinct().Count());
    }

    [Fact]
    public void What_is_shown_is_read_back()
    {
        for (var count = 0; count < 200; count++)
        {
            var code = RecoveryCode.New();
            Assert.Equal(code, RecoveryCode.Parse(code.ToString()));
        }

        Assert.Equal("7KQM-2XWD-9HTR", new RecoveryCode("7KQM2XWD9HTR").ToString());
    }

    [Theory]
    [InlineData("7KQM2XWD9HTR")]
    [InlineData("7kqm-2xwd-9htr")]
    [InlineData(" 7KQM 2XWD\t9HTR\r\n")]
    [InlineData("7KQM–2XWD—9HTR")]
    [InlineData("7K-QM-2X-WD-9H-TR")]
    [InlineData("7KQM−2XWD\u00a09HTR")]
    public void A_code_is_read_as_people_type_and_send_it(string text) => Assert.Equal(new("7KQM2XWD9HTR"), RecoveryCode.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("----")]
    [InlineData("7KQM-2XWD-9HT")]
    [InlineData("7KQM-2XWD-9HTRR")]
    [InlineData("7KQM-2XWD-9HT0")]
    [InlineData("7KQM-2XWD-9HTO")]
    [InlineData("7KQM-2XWD-9HT1")]
    [InlineData("7KQM-2XWD-9HTI")]
    [InlineData("7KQM-2XWD-9HTı")]
    [InlineData("7KQM-2XWD-9HTé")]
    [InlineData("7KQM_2XWD_9HTR")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void What_is_no_code_is_none(string? text) => Assert.Null(RecoveryCode.Parse(text));

    [Fact]
    public void A_very_long_text_is_none() => Assert.Null(RecoveryCode.Parse("7KQM2XWD9HTR" + new string(' ', 100)));

    [Fact]
    public void The_hash_is_that_of_the_signs_and_does_not_change_between_versions() => Assert.Equal(
        "6587b7fcdc606195f921254c5b0cef0faf8611f5c0d9b5681bc64f9dadd654c4", new RecoveryCode("7KQM2XWD9HTR").Hash);
}
