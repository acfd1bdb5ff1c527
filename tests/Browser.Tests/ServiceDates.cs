using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Concert;

/// <summary>
/// Dates every answer by the clock that tests move. Kestrel dates them by its own, but keeps a <c>Date</c> that is there; and the
/// page sets its clock by it.
/// </summary>
internal sealed class ServiceDates(TimeProvider time) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            // As the answer starts: a problem clears what was there before it.
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
