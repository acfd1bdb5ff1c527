using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Concert;

/// <summary>
/// Ends an activation from which an <see cref="InvariantException"/> escapes: its memory can no longer be trusted. The next
/// activation reads its state from the database. Register it as the silo's incoming grain call filter.
/// </summary>
internal sealed partial class InvariantFilter : IIncomingGrainCallFilter
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Concert.Silo";

    private readonly Counter<long> _broken;
    private readonly ILogger<InvariantFilter> _logger;

    public InvariantFilter(IMeterFactory meters, ILogger<InvariantFilter> logger)
    {
        _logger = logger;
        _broken = meters.Create(MeterName).CreateCounter<long>(
            "invariants_broken", description: "Broken invariants that ended an activation.");
        // Exported as 0 before the first one: an alert on the increase would miss a first value of 1.
        _broken.Add(0);
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        // Most calls of a hot grain end at once; they skip the state machine of an async method.
        var call = context.Invoke();
        return call.IsCompletedSuccessfully ? call : WatchAsync(call, context);
    }

    private async Task WatchAsync(Task call, IIncomingGrainCallContext context)
    {
        try
        {
            await call;
        }
        catch (InvariantException fault)
        {
            LogBroken(fault, context.TargetId, context.MethodName);
            _broken.Add(1);
            context.TargetContext.Deactivate(new(DeactivationReasonCode.ApplicationError, fault, "A broken invariant."));
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A broken invariant ended the activation {Grain} in {Method}.")]
    private partial void LogBroken(Exception fault, GrainId grain, string method);
}
