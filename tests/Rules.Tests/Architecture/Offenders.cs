namespace Concert.Architecture;

internal static class Offenders
{
    /// <summary>Fails with every offender, one on each line; <c>Assert.Empty</c> shows the beginnings of five.</summary>
    public static void AssertNone(IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, $"{found.Count} found:\n{string.Join('\n', found)}");
    }
}
