using Microsoft.Playwright;

namespace Concert;

/// <summary>The device and the settings of a person's browser.</summary>
internal sealed record PersonOptions
{
    public Device Device { get; init; } = Device.Phone;

    /// <summary>The browser's language: <c>ko-KR</c> or <c>en-US</c>.</summary>
    public string Locale { get; init; } = "ko-KR";

    /// <summary>The time zone of the device.</summary>
    public string TimeZone { get; init; } = "Asia/Seoul";

    public ColorScheme ColorScheme { get; init; } = ColorScheme.Light;

    public ReducedMotion ReducedMotion { get; init; } = ReducedMotion.NoPreference;

    /// <summary>The screen, if it is none of the device's.</summary>
    public (int Width, int Height)? Screen { get; init; }

    public ForcedColors ForcedColors { get; init; } = ForcedColors.None;

    /// <summary>
    /// The page may store itself, so that it opens without network. Off by default: requests that pass a service worker reach no routes of
    /// a test.
    /// </summary>
    public bool Stores { get; init; }

    public BrowserNewContextOptions For(string origin) => new()
    {
        BaseURL = origin,
        Locale = Locale,
        TimezoneId = TimeZone,
        ColorScheme = ColorScheme,
        ReducedMotion = ReducedMotion,
        ForcedColors = ForcedColors,
        ServiceWorkers = Stores ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
        ViewportSize = ScreenSize,
        DeviceScaleFactor = Device == Device.Phone ? 2 : 1,
        IsMobile = Device == Device.Phone,
        HasTouch = Device == Device.Phone,
    };

    private ViewportSize ScreenSize => Screen is { } screen ? new() { Width = screen.Width, Height = screen.Height }
        : Device == Device.Phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 };
}

internal enum Device
{
    /// <summary>390 × 844, with touch.</summary>
    Phone,

    /// <summary>1280 × 800, with a mouse.</summary>
    Desktop,
}
