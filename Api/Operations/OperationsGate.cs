using Concert.Hosting;
using Concert.Problems;
using Concert.Settings;

namespace Concert.Operations;

/// <summary>
/// With <c>Operations:Urls</c>, keeps what only operators need off the public listener: it answers as if there were no such address.
/// </summary>
internal static class OperationsGate
{
    // Compared before routing, which would answer 405 to another method, and as routing compares them: decoded, in any case of letters.
    private static readonly PathString[] ForOperators = ["/metrics", "/admin", "/docs", "/v1/figures"];

    public static void UseOperationsGate(this WebApplication app)
    {
        if (app.Services.GetRequiredService<OperationsOptions>().Urls is null) return;
        app.Use((context, next) => !context.IsForOperators() && IsForOperators(context.Request.Path)
            ? new ProblemResult(Codes.NotFound).ExecuteAsync(context)
            : next(context));
    }

    private static bool IsForOperators(PathString path) => ForOperators.Any(prefix => path.StartsWithSegments(prefix));
}
