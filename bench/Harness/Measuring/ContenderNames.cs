namespace Concert.Bench.Harness;

internal static class ContenderNames
{
    public const string Concert = "concert";
    public const string OneProcess = "concert, one process";
    public const string Optimistic = "optimistic";
    public const string ForUpdate = "FOR UPDATE";
    public const string SingleStatement = "single statement";
    public const string NoOp = "no-op endpoint";
}
