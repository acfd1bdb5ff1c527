using Microsoft.AspNetCore.Diagnostics;

namespace Concert.Problems;

/// <summary>Turns every 4xx and 5xx into a problem, also those of ASP.NET Core itself.</summary>
internal static class ProblemsHosting
{
    public static WebApplicationBuilder AddConcertProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<FaultHandler>();
        // Without it the response to a bad body is a bare 400 that does not name the error.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return builder;
    }

    public static WebApplication UseConcertProblems(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(Explain);
        return app;
    }

    private static Task Explain(StatusCodeContext context)
    {
        // Only responses without a body come here: to HEAD, and to requests that were refused before routing.
        var status = context.HttpContext.Response.StatusCode;
        // A bare 400 means that the body ended before it was complete.
        var problem = status == StatusCodes.Status400BadRequest
            ? FieldErrors.Of("body", "It cannot be read.")
            : new ProblemResult(ProblemCatalog.CodeOf(status));
        return problem.ExecuteAsync(context.HttpContext);
    }
}
