using Microsoft.Playwright;

namespace Concert.Harness;

internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Task SeesTitleAsync(this Person person, string title) => Assertions.Expect(person.Page).ToHaveTitleAsync(title);

    /// <summary>Waits for the complaint, and takes what there is of them.</summary>
    public static async Task HearsAsync(this Person person, string complaint)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!person.Complaints.Unexpected().Any(text => text.Contains(complaint, StringComparison.Ordinal)))
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Nobody heard '{complaint}', but: {string.Join('\n', person.Complaints.Unexpected())}");
            await person.Page.EvaluateAsync("() => 0");
        }

        person.Complaints.Expect([.. person.Complaints.Unexpected()]);
    }
}
