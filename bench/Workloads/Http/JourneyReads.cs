namespace Concert.Bench.Workloads;

/// <summary>What a user of <c>PurchaseJourney</c> reads of the seats, of the service and of the baselines alike.</summary>
internal static class JourneyReads
{
    /// <summary>For the texts above the tables.</summary>
    public const string Text =
        "A buyer reads the layout (`GET /v1/performances/{id}`) and then the compact map (`GET …/seats?compact=true`, in gzip), once each.";
}
