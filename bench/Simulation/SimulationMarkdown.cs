using System.Globalization;
using System.Text;

namespace Concert.Bench.Simulation;

/// <summary>The tables of docs/simulation.md. The same figures give the same text.</summary>
internal static class SimulationMarkdown
{
    private const double LeastSlotUse = 0.97;

    public static string Of(EveningFigures f)
    {
        var text = new StringBuilder();
        text.AddHead(["", "figure"], 1);
        text.Append("| fans, places in the queue, of them early | ")
            .Append(CultureInfo.InvariantCulture, $"{Whole(f.FanCount)}, {Whole(f.JoinedCount)}, {Whole(f.EarlyCount)} |\n");
        Row("challenges that fans solved; median, p99", $"{Whole(f.SolvedSeconds.Count)}; {Seconds(f.SolvedSeconds, 0.5)}, {Seconds(f.SolvedSeconds, 0.99)}");
        Row("joins of fans that waited for the limit of their address", Whole(f.DelayedFanCount));
        Row("gave up while they waited", Whole(f.LeftCount));
        Row("fans admitted; they waited p50, p90, p99, longest", $"{Whole(f.AdmittedFanCount)}; {Minutes(f.FanWaits)}");
        Row("of them at an address that many share", $"{Whole(f.SharedAddressWaits.Count)}; {Minutes(f.SharedAddressWaits)}");
        Row("accounts of the script admitted; waited", $"{Whole(f.ScriptWaits.Count)}; {Minutes(f.ScriptWaits)}");
        Row("passed over: away; by the bound of their address, of them fans", $"{Whole(f.AbsentPassedCount)}; {Whole(f.AddressPassedCount)}, {Whole(f.AddressPassedFanCount)}");
        Row("missed the turn; came back once", $"{Whole(f.MissedCount)}; {Whole(f.ReturnedCount)}");
        Row("admitted after a later turn, because away, bounded or back", Whole(f.LateAdmittedCount));
        Row("early places that the draw put behind a later one", Whole(f.DrawnBehindCount));
        Row("**overtaken without such a reason** (bar: 0)", Whole(f.OvertakenCount));
        Row("**passed over without a reason** (bar: 0)", Whole(f.WronglyPassedCount));
        Row("**admitted beyond the bound of their address** (bar: 0)", Whole(f.OverBoundCount));
        Row($"**slots in use while somebody waits who may be admitted** (bar: above {Share(LeastSlotUse)})", Share(f.SlotUse));
        Row("slot time of slots that nobody claimed", Share(f.UnclaimedShare));
        Row("seats that fans bought; the script", $"{Whole(f.FanSeatCount)}; {Whole(f.ScriptSeatCount)} ({Share(f.ScriptShare)})");
        Row("seats were taken when a fan pressed; admitted fans found none free", $"{Whole(f.TakenCount)}; {Whole(f.FruitlessCount)}");
        Row("fans who had held as often as a slot allows", Whole(f.HoldLimitCount));
        Row("sold out after", f.SoldOutAfter is { } after ? $"{Figure(after.TotalMinutes)} min" : "not");
        Row("steps of the simulation", Whole(f.StepCount));
        return text.ToString();

        void Row(string what, string figure) => text.AddRow([what, figure]);
    }

    public static string OfClaims(IReadOnlyList<ClaimResult> results)
    {
        var text = new StringBuilder();
        text.AddHead(["", "slot time that nobody claimed", "passed over, away", "missed the turn", "came back"], 1);
        foreach (var one in results)
            text.AddRow([one.Name, Share(one.UnclaimedShare), Whole(one.AbsentPassedCount), Whole(one.MissedCount), Whole(one.ReturnedCount)]);

        return text.ToString();
    }

    public static string OfBuying(IReadOnlyList<DefenseResult> results, bool hasLobby)
    {
        var text = new StringBuilder();
        text.AddHead(["share of the seats, first minute → in the end", .. DefenseStudy.AddressCounts.Select(AddressesOf)], 1);
        foreach (var variant in DefenseStudy.Buying)
        {
            text.AddRow([variant.Name, .. DefenseStudy.AddressCounts.Select(count =>
                results.Single(one => one.Variant == variant && one.HasLobby == hasLobby && one.AddressCount == count)).Select(one =>
                $"{Share(one.FirstMinuteShare)} → {Share(one.ScriptShare)}")]);
        }

        return text.ToString();
    }

    public static string OfJoining(IReadOnlyList<JoiningResult> results)
    {
        var text = new StringBuilder();
        text.AddHead(["places of the script in the draw, and their share", .. DefenseStudy.AddressCounts.Select(AddressesOf)], 1);
        foreach (var variant in DefenseStudy.Joining)
        {
            text.AddRow([variant.Name, .. results.Where(one => one.Variant == variant).Select(one =>
                $"{Whole(one.PlaceCount)} ({Share((double)one.PlaceCount / one.EarlyCount)})")]);
        }

        return text.ToString();
    }

    public static string OfHolding(IReadOnlyList<HoldingResult> results)
    {
        var text = new StringBuilder();
        text.AddHead(["", "script", "seats it kept from others, on average", "longest by one account", "holds", "fans met a taken seat", "seats that fans bought"], 2);
        foreach (var one in results)
        {
            text.AddRow([
                one.Variant.Name,
                one.Aim == ScriptAim.Hoards ? "hoards" : "churns",
                Figure(one.KeptSeats),
                $"{Figure(one.LongestKeptMinutes)} min",
                Whole(one.HoldCount),
                Whole(one.TakenCount),
                Whole(one.FanSeatCount),
            ]);
        }

        return text.ToString();
    }

    public static string OfFewFans(IReadOnlyList<FewFansResult> results)
    {
        var text = new StringBuilder();
        text.AddHead(["", "lobby", "script in the first minute", "fans admitted", "who bought", "their longest wait"], 2);
        foreach (var one in results)
            text.AddRow([one.Variant.Name, one.HasLobby ? "yes" : "no", Share(one.FirstMinuteShare), Whole(one.AdmittedCount), Whole(one.BuyerCount), $"{Figure(one.LongestWaitSeconds)} s"]);
        return text.ToString();
    }

    public static string Of(IReadOnlyList<LaneFigures> lanes)
    {
        var text = new StringBuilder();
        text.AddHead(["crowd", "admissions are dealt", "lanes", "seconds, p99", "at most", "positions, p99", "at most", "bound"], 2);
        foreach (var one in lanes)
        {
            var isInProportion = one.Dealing == LaneDealing.InProportion;
            text.AddRow([
                one.Crowd == LaneCrowd.Evening ? "an evening" : "a burst", isInProportion ? "in proportion" : "by time", Whole(one.LaneCount), Precise(one.P99Seconds), Precise(one.MostSeconds),
                Whole(one.P99Positions), Whole(one.MostPositions), isInProportion ? $"{Whole(one.Bound)} positions" : $"{Precise(one.Bound)} s"]);
        }

        return text.ToString();
    }

    public static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string AddressesOf(int count) => $"{count} {(count == 1 ? "address" : "addresses")}";

    private static string Whole(double figure) => MarkdownTable.Whole(figure);

    private static string Figure(double figure) => MarkdownTable.Figure(figure);

    private static string Precise(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Seconds(List<double> seconds, double share) =>
        EveningFigures.Percentile(seconds, share).ToString("0.0 s", CultureInfo.InvariantCulture);

    private static string Minutes(List<double> seconds) =>
        string.Join(", ", new[] { 0.5, 0.9, 0.99, 1 }.Select(share => Figure(EveningFigures.Percentile(seconds, share) / 60))) + " min";
}
