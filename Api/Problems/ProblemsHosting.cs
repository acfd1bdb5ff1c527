using Concert.Http;
using Microsoft.AspNetCore.Diagnostics;

namespace Concert.Problems;

/// <summary>Makes every 4xx and 5xx a problem, whoever decided it.</summary>
internal static class ProblemsHosting
{
    public static WebApplicationBuilder AddConcertProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<FaultHandler>();
        // Without it a bad body is a bare 400 that says nothing.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options => ConcertJson.Apply(options.SerializerOptions));
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
        // HEAD has no body, and what was refused before routing has a status and nothing else.
        var status = context.HttpContext.Response.StatusCode;
        // A bare 400 is a body that broke off while it was being read.
        var problem = status == StatusCodes.Status400BadRequest
            ? FieldErrors.Of("body", "It can't be read.")
            : new ProblemResult(ProblemCatalog.CodeOf(status));
        return problem.ExecuteAsync(context.HttpContext);
    }
}
