using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concert;

/// <summary>The whole service in this process, and the people who have its page open: they all live by one clock.</summary>
public sealed class PageHost : IAsyncDisposable
{
    private static readonly TimeSpan SmallestStep = TimeSpan.FromSeconds(1);

    // The page takes a stream that says nothing for 35 seconds for dead; the service says something every 15. A longer step would
    // let the page's patience end before what the service said meanwhile has come over the wire.
    private static readonly TimeSpan LargestStep = TimeSpan.FromSeconds(5);

    private readonly List<Person> _people = [];

    private PageHost(ApiHost api) => Api = api;

    public ApiHost Api { get; }

    /// <summary>Where the page is, without its path.</summary>
    public string Origin => Api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public DateTimeOffset Now => Api.Time.GetUtcNow();

    /// <summary>Starts it at noon.</summary>
    /// <param name="settings">Settings that go before the tests' own.</param>
    public static async Task<PageHost> StartAsync(params (string Key, string Value)[] settings) => new(await ApiHost.StartAsync(
        static (services, time) => services.AddSingleton<IStartupFilter>(new ServiceDates(time)), settings));

    /// <summary>
    /// Lets time pass for the service and every open page together: in steps of a second, or for a long time in twenty of at most
    /// five seconds each. A page's timer that is due several times within a step fires once, as on a phone that slept.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var step = TimeSpan.FromTicks(Math.Clamp((by / 20).Ticks, SmallestStep.Ticks, LargestStep.Ticks));
        while (by > TimeSpan.Zero)
        {
            var now = by < step ? by : step;
            Api.Time.Advance(now);
            // What waited in the service for the time to pass gets its turn before the pages have theirs.
            await Api.Anyone.GetAsync("/health/live");
            await Task.WhenAll(_people.Select(person => person.AdvanceAsync(now, Now)));
            by -= now;
        }
    }

    internal void StartupBanner(Person person) => _people.Add(person);

    internal void Dismiss(Person person) => _people.Remove(person);

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
