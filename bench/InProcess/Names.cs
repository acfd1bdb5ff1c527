namespace Concert.Bench;

/// <summary>Contenders of more than one workload.</summary>
internal static class Names
{
    public const string Concert = "concert";
    public const string Optimistic = "optimistic";
    public const string ForUpdate = "FOR UPDATE";
    public const string SingleStatement = "single statement";
}
