using System.Globalization;
using Concert.Queues;
using Concert.Settings;
using Microsoft.Extensions.Hosting;

namespace Concert.Auditing;

/// <summary>
/// <c>Concert.Silo verify-draw CONCERT</c>: computes the order of those who joined before the opening from the rows and the seed, and
/// writes a line <c>order place userId</c> for each, with <c>-</c> for the user of a place whose row was removed. The commitment, the seed
/// and the verdict go to the error stream. Exits with 0 if the rows agree with that order, 1 if they do not, 2 if it could not be computed,
/// for example because the queue has not opened yet.
/// </summary>
internal static class DrawVerification
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, TimeProvider.System, Console.Out, Console.Error);

    public static async Task<int> RunAsync(string[] args, TimeProvider time, TextWriter output, TextWriter error)
    {
        try
        {
            if (args is not [{ Length: > 0 } concert, .. var options] || concert.StartsWith('-'))
                throw new CannotStartException("verify-draw needs the id of a concert: verify-draw CONCERT.");
            var settings = Host.CreateApplicationBuilder(options).AddConcertSettings();
            await using var session = await AuditSession.OpenAsync(
                AuditDatabase.Of(settings.Database, settings.ConnectionString),
                AuditParameters.Of(settings, time.GetUtcNow()));
            return await VerifyAsync(session, concert, output, error);
        }
        catch (Exception fault)
        {
            // No fault may look like a verdict.
            var line = SettingFaults.LineOf(fault) ?? $"The draw could not be verified: {fault.Message}";
            await error.WriteLineAsync(line.ReplaceLineEndings(" "));
            return Audit.CouldNotRun;
        }
    }

    private static async Task<int> VerifyAsync(AuditSession session, string concert, TextWriter output, TextWriter error)
    {
        var draw = await session.FindDrawAsync(concert);
        if (draw is null) throw new CannotStartException($"There is no concert {concert}.");
        if (draw.Seed is null) throw new CannotStartException($"The concert {concert} has no draw: first come, first served.");
        if (draw.DrawnThrough is not { } count) throw new CannotStartException($"The queue of {concert} has not drawn yet.");
        var seed = DrawSeed.Parse(draw.Seed);
        var places = (await session.DrawnPlacesAsync(concert)).ToDictionary(place => place.Place);
        var order = DrawOrder.Of(seed, count);
        var missing = 0;
        for (var turn = 1L; turn <= count; turn++)
        {
            var place = order.PlaceAt(turn);
            if (!places.TryGetValue(place, out var row)) missing++;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{turn} {place} {row?.UserId ?? "-"}"));
        }

        var broken = QueueDrawAudit.Judge(places.Values, order).Where(item => item.Verdict == AuditVerdict.Broken).ToList();
        await error.WriteLineAsync($"commitment {DrawSeed.CommitmentOf(seed)}");
        await error.WriteLineAsync($"seed {draw.Seed}");
        foreach (var item in broken) await error.WriteLineAsync($"broken: {item.Offender}");
        var mayBeMissing = missing <= draw.RemovedCount;
        if (missing > 0)
        {
            await error.WriteLineAsync(mayBeMissing
                ? $"removed: {missing} of {count} places were given up, and their rows removed once all had their turn"
                : $"broken: {missing} of {count} places have no row");
        }

        var agree = broken.Count == 0 && mayBeMissing;
        await error.WriteLineAsync(agree ? $"The rows of {count} places agree with the draw." : "The rows do NOT agree with the draw.");
        return agree ? Audit.AllHold : Audit.SomeBroken;
    }
}

/// <summary>What is stored of a concert's draw.</summary>
internal sealed class StoredDraw
{
    /// <summary>Null: it has none.</summary>
    public string? Seed { get; init; }

    /// <summary>The highest place that was drawn; null: the queue has not opened.</summary>
    public long? DrawnThrough { get; init; }

    /// <summary>How many places of the queue may have no row: departed ones were removed, once all who were drawn had their turn.</summary>
    public long RemovedCount { get; init; }
}
