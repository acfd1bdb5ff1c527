using System.Text.Json;
using Concert.Telemetry;
using Microsoft.AspNetCore.Diagnostics;

namespace Concert.Problems;

/// <summary>
/// The one place where an exception becomes a response. A fault whose outcome is unknown becomes 503, because the same
/// Idempotency-Key makes the request safe to send again. An unexpected exception becomes 500 without details.
/// </summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ProblemOf(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemResult ProblemOf(Exception exception, HttpContext context)
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
                return FieldErrors.Of("body", "A JSON body is required, and every parameter must have the right type.");
            case OperationCanceledException or ObjectDisposedException:
            case var fault when FaultKinds.IsUnavailable(fault):
                LogUnavailable(exception.GetType().Name, exception.Message, RequestId.Of(context), RequestId.TraceOf(context));
                return new(Codes.Unavailable);
            default:
                LogUnexpected(exception, RequestId.Of(context), RequestId.TraceOf(context));
                return new(Codes.InternalError);
        }
    }
}
