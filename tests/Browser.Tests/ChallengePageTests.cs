namespace Concert;

/// <summary>Joining where the service asks for a proof of work: the page solves it in a worker.</summary>
public sealed class ChallengePageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Worker = "**/assets/worker-*.js";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task Buying_a_seat_where_each_join_needs_a_challenge()
    {
        var host = await AHostAsync(("Queue:Challenge", "on"));
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        var solutions = new List<string>();
        ann.Page.Request += (_, request) =>
        {
            if (request.Headers.TryGetValue("challenge-response", out var solution)) solutions.Add(solution);
        };

        await ann.HoldBestSeatAsync(concert);
        await ann.Button("Charge ₩10,000 and pay").TapAsync();

        await ann.SeesAsync(ann.Heading("You’re going!"));
        Assert.Single(solutions);
    }

    [Fact]
    public async Task The_page_says_what_it_does_while_it_solves_and_stays_usable()
    {
        var host = await AHostAsync(("Queue:Challenge", "on"));
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        var mayLoad = new TaskCompletionSource();
        await ann.Page.RouteAsync(Worker, async route =>
        {
            await mayLoad.Task;
            await route.ContinueAsync();
        });

        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.SeesAsync(ann.Text("A short check that keeps scripts out of the line."));
        await ann.IsAccessibleAsync("solving a challenge");
        await ann.Button("한국어").TapAsync();
        await ann.SeesAsync(ann.Text("매크로를 막기 위한 짧은 확인을 하고 있어요."));
        mayLoad.SetResult();
        await ann.SeesAsync(ann.Heading("좌석 선택"));
    }

    [Fact]
    public async Task A_user_who_leaves_while_the_page_solves_does_not_join()
    {
        var host = await AHostAsync(("Queue:Challenge", "on"));
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        var (mayLoad, joins) = (new TaskCompletionSource(), 0);
        ann.Page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.Url.EndsWith("/queue-tokens", StringComparison.Ordinal)) joins++;
        };
        await ann.Page.RouteAsync(Worker, async route =>
        {
            await mayLoad.Task;
            await route.ContinueAsync();
        });
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Text("A short check that keeps scripts out of the line."));

        // Not another address, which would load the page again.
        await ann.Page.EvaluateAsync("location.hash = '#/'");
        await ann.SeesAsync(ann.Heading("What’s on"));
        mayLoad.SetResult();

        await ann.EventuallyAsync(() => Task.FromResult(ann.Page.Workers.Count == 0), "the worker has ended");
        Assert.Equal(1, joins);
    }
}
