using Microsoft.Playwright;

namespace Concert;

/// <summary>What the tests of payments do and read on a page, in either language.</summary>
internal static class PaymentSteps
{
    public const string PaymentAddress = "**/v1/payments";

    /// <summary>"Charge ₩10,000 and pay".</summary>
    public static ILocator PayButton(Person person, string missing = "10,000") =>
        person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^(Charge ₩{missing} and pay|₩{missing} 충전하고 결제)$") });

    /// <summary>"Pay ₩10,000": the wallet has enough.</summary>
    public static ILocator PayOnlyButton(Person person, string amount = "10,000") =>
        person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^(Pay ₩{amount}|₩{amount} 결제)$") });

    public static string PathOf(Person person) => new Uri(person.Page.Url).PathAndQuery + new Uri(person.Page.Url).Fragment;

    /// <summary>The next payment of this tab does not leave the browser until the test lets it. Completes when the page has sent it.</summary>
    public static Task<Task<IRoute>> DelayPaymentAsync(Person person) => DelayAsync(person, PaymentAddress);

    /// <summary>The same for the next request to any address.</summary>
    public static async Task<Task<IRoute>> DelayAsync(Person person, string address)
    {
        var sent = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await person.Page.RouteAsync(address, route => sent.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync());
        return sent.Task;
    }

    /// <summary>The same user on another device.</summary>
    public static async Task<Caller> CallerAsync(PageHost host, Person person) => host.Api.Anyone with
    {
        AccessToken = await person.Page.EvaluateAsync<string>("JSON.parse(localStorage.getItem('concert.user')).accessToken"),
    };

    /// <summary>Newest first.</summary>
    public static async Task<IEnumerable<string>> LedgerAsync(Person person) =>
        (await person.Page.EvaluateAsync<string[]>("""
            async () => {
              const { accessToken } = JSON.parse(localStorage.getItem('concert.user'));
              const answer = await fetch('/v1/wallet/transactions', { headers: { Authorization: `Bearer ${accessToken}` } });
              return (await answer.json()).items.map((entry) => `${entry.kind} ${entry.amount}`);
            }
            """));
}
