namespace Concert.Harness;

/// <summary>A small page with the real page's content security policy, on the service's origin.</summary>
internal static class StrictPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types concert-worker";

    /// <param name="person">The person who opens it.</param>
    /// <param name="body">Its body.</param>
    /// <param name="script">Its script.</param>
    /// <param name="style">Its style.</param>
    public static async Task OpenStrictPageAsync(this Person person, string body, string script = "", string style = "")
    {
        await ServeAsync("strict.js", "text/javascript", script);
        await ServeAsync("strict.css", "text/css", style);
        await ServeAsync("strict", "text/html", $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Strict</title><link rel="icon" href="data:,">
            <link rel="stylesheet" href="/strict.css"></head>
            <body>{body}<script type="module" src="/strict.js"></script></body>
            </html>
            """);
        await person.GoAsync("/strict");

        Task ServeAsync(string path, string type, string text) => person.Page.RouteAsync($"**/{path}", route => route.FulfillAsync(new()
        {
            ContentType = type,
            Body = text,
            Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = Policy },
        }));
    }
}
