using Microsoft.Playwright;

namespace Concert.Harness;

internal static class PageWaits
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Task SeesTitleAsync(this Person person, string title) => Assertions.Expect(person.Page).ToHaveTitleAsync(title);

    /// <summary>Waits for an error that contains the text, then marks all errors so far as expected.</summary>
    public static async Task GetsConsoleErrorAsync(this Person person, string error)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!person.ConsoleErrors.Unexpected().Any(text => text.Contains(error, StringComparison.Ordinal)))
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Expected the console error '{error}', but there are: {string.Join('\n', person.ConsoleErrors.Unexpected())}");
            await person.Page.EvaluateAsync("() => 0");
        }

        person.ConsoleErrors.Expect([.. person.ConsoleErrors.Unexpected()]);
    }
}
