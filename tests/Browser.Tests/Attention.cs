using Microsoft.Playwright;

namespace Concert;

/// <summary>Where a person looks while the page is open, and what calls them. Headless browsers show every tab and focus every window.</summary>
internal static class Attention
{
    private const string Looks = """
        window.look = 'page';
        Object.defineProperty(document, 'visibilityState', { get: () => window.look === 'elsewhere' ? 'hidden' : 'visible' });
        document.hasFocus = () => window.look === 'page';
        """;

    // Notifications that a test can read, in a browser whose user allows them when asked.
    private const string NotedNotifications = """
        window.shown = [];
        window.Notification = class {
            static permission = localStorage.getItem('test.permission') ?? 'default';
            static requestPermission = async () => {
                localStorage.setItem('test.permission', 'granted');
                return Notification.permission = 'granted';
            };
            constructor(title, { body }) { window.shown.push(`${title}: ${body}`); }
            close() {}
        };
        """;

    /// <summary>The switch of a user who wants to be called.</summary>
    public static ILocator CallMe(this Person person) =>
        person.Page.GetByRole(AriaRole.Switch, new() { NameRegex = new("^(Call me when it’s my turn|내 차례에 알려 주기)$") });

    public static Task NotesNotificationsAsync(this Person person) => person.Page.AddInitScriptAsync(NotedNotifications);

    /// <summary>The notifications since the page was loaded.</summary>
    public static Task<string> NotificationsAsync(this Person person) => person.Page.EvaluateAsync<string>("window.shown.join()");

    /// <summary>Makes <see cref="LooksAtAsync"/> work on the pages that are opened from now on, which the person first looks at.</summary>
    public static Task CanLookAwayAsync(this Person person) => person.Page.AddInitScriptAsync(Looks);

    /// <summary>Looks at the page, at another window beside it, or at another tab.</summary>
    public static Task LooksAtAsync(this Person person, Target where) => person.Page.EvaluateAsync(
        """
        where => {
            window.look = where;
            document.dispatchEvent(new Event('visibilitychange'));
            if (where === 'page') window.dispatchEvent(new Event('focus'));
        }
        """,
        where switch { Target.Page => "page", Target.OtherWindow => "window", _ => "elsewhere" });

    internal enum Target
    {
        Page,

        /// <summary>The page is visible beside it, without the focus.</summary>
        OtherWindow,

        OtherTab,
    }
}
