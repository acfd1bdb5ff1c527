namespace Concert.Hosting;

/// <summary>One reading of the database's clock.</summary>
/// <param name="SentAt">When the question left, by the clock of this process.</param>
/// <param name="RoundTrip">The elapsed time until the answer.</param>
/// <param name="Database">The time that the database answered.</param>
internal readonly record struct ClockReading(DateTimeOffset SentAt, TimeSpan RoundTrip, DateTimeOffset Database);

/// <summary>How far the clock of this process is from the database's.</summary>
/// <param name="Offset">The database's time minus this process's: negative when this process is ahead.</param>
/// <param name="Uncertainty">The offset may be wrong by this much, because either way of the round trip may have taken all of it.</param>
internal readonly record struct ClockSkew(TimeSpan Offset, TimeSpan Uncertainty)
{
    /// <summary>The part of the difference that is certain.</summary>
    public TimeSpan Certain => Offset.Duration() > Uncertainty ? Offset.Duration() - Uncertainty : TimeSpan.Zero;

    /// <summary>By the reading with the shortest round trip, which knows the offset best.</summary>
    public static ClockSkew Of(IEnumerable<ClockReading> readings)
    {
        var best = readings.MinBy(reading => reading.RoundTrip);
        var half = best.RoundTrip / 2;
        return new(best.Database - (best.SentAt + half), half);
    }

    public override string ToString()
    {
        var direction = Offset < TimeSpan.Zero ? "ahead of" : "behind";
        return FormattableString.Invariant(
            $"{Offset.Duration().TotalSeconds:0.000} s {direction} the database's (± {Uncertainty.TotalSeconds:0.000} s)");
    }
}
