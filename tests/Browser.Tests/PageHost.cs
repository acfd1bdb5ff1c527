using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concert;

/// <summary>The whole service in this process and the browsers that have its page open. All share one clock.</summary>
public sealed class PageHost : IAsyncDisposable
{
    private static readonly TimeSpan SmallestStep = TimeSpan.FromSeconds(1);

    // The page treats a stream without data for 35 seconds as dead; the service sends a heartbeat every 15. With a longer step the
    // page's timeout could end before the heartbeat has arrived over the network.
    private static readonly TimeSpan LargestStep = TimeSpan.FromSeconds(5);

    private readonly List<Person> _people = [];

    private PageHost(ApiHost api) => Api = api;

    public ApiHost Api { get; }

    /// <summary>The page's URL without its path.</summary>
    public string Origin => Api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public DateTimeOffset Now => Api.Time.GetUtcNow();

    /// <summary>Starts a service whose clock stands at noon.</summary>
    /// <param name="settings">Settings that override those of the tests.</param>
    public static async Task<PageHost> StartAsync(params (string Key, string Value)[] settings) => new(await ApiHost.StartAsync(
        static (services, time) => services.AddSingleton<IStartupFilter>(new ServiceDateHeader(time)), settings));

    /// <summary>
    /// Advances the time of the service and of every open page together. The time is divided into twenty steps, but a step is at least
    /// one and at most five seconds. A page's timer that is due several times within a step fires once, as on a phone that slept.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var step = TimeSpan.FromTicks(Math.Clamp((by / 20).Ticks, SmallestStep.Ticks, LargestStep.Ticks));
        while (by > TimeSpan.Zero)
        {
            var now = by < step ? by : step;
            Api.Time.Advance(now);
            // A request first, so that timers of the service run before those of the pages.
            await Api.Anyone.GetAsync("/health/live");
            await Task.WhenAll(_people.Select(person => person.AdvanceAsync(now, Now)));
            by -= now;
        }
    }

    internal void Add(Person person) => _people.Add(person);

    internal void Remove(Person person) => _people.Remove(person);

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
