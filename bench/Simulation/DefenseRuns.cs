namespace Concert.Bench.Simulation;

/// <summary>Runs the evenings of <see cref="DefenseStudy"/>; the results are averages over the seeds.</summary>
internal sealed class DefenseRuns(int firstSeed, int seedCount)
{
    private static readonly bool[] WithAndWithout = [true, false];

    public IReadOnlyList<DefenseResult> Buying() =>
    [
        .. from hasLobby in WithAndWithout
           from variant in DefenseStudy.Buying
           from addressCount in DefenseStudy.AddressCounts
           let evenings = Runs(seed => DefenseStudy.Buys(seed, variant.Defenses, addressCount, hasLobby))
           select new DefenseResult(
               variant,
               addressCount,
               hasLobby,
               evenings.Average(one => one.ScriptShareInFirstMinute),
               evenings.Average(one => one.ScriptShare)),
    ];

    public IReadOnlyList<JoiningResult> Joining() =>
    [
        .. from variant in DefenseStudy.Joining
           from addressCount in DefenseStudy.AddressCounts
           let evening = Evening.Run(DefenseStudy.Joins((ulong)firstSeed, variant.Defenses, addressCount))
           select new JoiningResult(variant, addressCount, evening.ScriptEarlyCount, evening.EarlyCount),
    ];

    public IReadOnlyList<HoldingResult> Holding() =>
    [
        .. from aim in new[] { ScriptAim.Hoards, ScriptAim.Churns }
           from variant in DefenseStudy.Holding
           let evenings = Runs(seed => DefenseStudy.Holds(seed, variant.Defenses, aim))
           select new HoldingResult(
               variant,
               aim,
               evenings.Average(one => one.HoardedSeatMinutes / (one.SoldOutAfter ?? DefenseStudy.HoldingFor).TotalMinutes),
               evenings.Max(one => one.LongestKeptMinutes),
               evenings.Average(one => one.ScriptHoldCount),
               evenings.Average(one => one.TakenCount),
               evenings.Average(one => one.FanSeatCount)),
    ];

    public IReadOnlyList<FewFansResult> FewFans() =>
    [
        .. from hasLobby in WithAndWithout
           from variant in DefenseStudy.Few
           let evenings = Runs(seed => DefenseStudy.FewFansBesideAScript(seed, variant.Defenses, hasLobby))
           select new FewFansResult(
               variant,
               hasLobby,
               evenings.Max(one => one.ScriptShareInFirstMinute),
               evenings.Min(one => one.AdmittedFanCount),
               evenings.Min(one => one.BuyerCount),
               evenings.Max(one => EveningFigures.Percentile(one.FanWaits, 1))),
    ];

    private List<EveningFigures> Runs(Func<ulong, EveningPlan> plan) =>
        [.. Enumerable.Range(firstSeed, seedCount).Select(seed => Evening.Run(plan((ulong)seed)))];
}

/// <param name="FirstMinuteShare">Of the seats, bought or held a minute after the opening.</param>
/// <param name="ScriptShare">Of the seats, bought in the end.</param>
internal sealed record DefenseResult(
    DefenseVariant Variant, int AddressCount, bool HasLobby, double FirstMinuteShare, double ScriptShare);

/// <param name="PlaceCount">Places of the script in the draw.</param>
/// <param name="EarlyCount">All places in the draw.</param>
internal sealed record JoiningResult(DefenseVariant Variant, int AddressCount, int PlaceCount, int EarlyCount);

/// <param name="KeptSeats">Seats that the script held on average, until the hall was sold out or for an hour.</param>
internal sealed record HoldingResult(
    DefenseVariant Variant, ScriptAim Aim, double KeptSeats, double LongestKeptMinutes, double HoldCount, double TakenCount, double FanSeatCount);

/// <summary>The worst of the seeds.</summary>
internal sealed record FewFansResult(DefenseVariant Variant, bool HasLobby, double FirstMinuteShare, int AdmittedCount, int BuyerCount, double LongestWaitSeconds);
