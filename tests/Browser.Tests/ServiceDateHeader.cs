using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Concert;

/// <summary>
/// Sets the <c>Date</c> header of every answer from the tests' clock. Kestrel would use the real clock, but does not replace an existing
/// header. The page sets its clock by this header.
/// </summary>
internal sealed class ServiceDateHeader(TimeProvider time) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            // When the response starts, because a problem response clears the headers that were set before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            return rest(context);
        });
        next(app);
    };
}
