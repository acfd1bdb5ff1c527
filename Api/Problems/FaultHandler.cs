using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Concert.Problems;

/// <summary>
/// The one place where an exception becomes an answer. What nobody knows the outcome of is 503, for the same
/// Idempotency-Key makes it safe to send again; what we did not expect is 500, and says nothing.
/// </summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ProblemOf(exception).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemResult ProblemOf(Exception exception)
    {
        switch (exception)
        {
            case ProblemException refused:
                return refused.Problem;
            case BadHttpRequestException { InnerException: JsonException json }:
                return JsonErrors.ToProblem(json);
            case BadHttpRequestException bad when bad.StatusCode is 413 or 415:
                return new(ProblemCatalog.CodeOf(bad.StatusCode));
            case BadHttpRequestException:
                return FieldErrors.Of("body", "A JSON body is needed, and every parameter must be of its type.");
            case OperationCanceledException or ObjectDisposedException:
            case var fault when Faults.MeanUnavailable(fault):
                LogUnavailable(exception.GetType().Name, exception.Message);
                return new(Codes.Unavailable);
            default:
                LogUnexpected(exception);
                return new(Codes.InternalError);
        }
    }
}
