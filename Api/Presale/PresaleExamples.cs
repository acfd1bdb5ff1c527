namespace Concert.Presale;

internal static class PresaleExamples
{
    public static PresaleCodesRequest Request { get; } = new([new("9KXW-2H7M-QTRD", 2), new("Z4PN-8LVC-WY6F", 2)]);

    public static PresaleCodesResponse Response { get; } = new(Codes: 2, Joins: 4, Used: 1);
}
