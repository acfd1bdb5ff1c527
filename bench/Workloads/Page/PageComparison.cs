namespace Concert.Bench.Workloads;

/// <summary>Compares what the page shows of the seats with what the service answers, without load: numbers, words and colors.</summary>
/// <param name="SectionCount">Sections whose number of free seats was compared.</param>
/// <param name="SeatCount">Seats whose button was compared.</param>
internal sealed record PageComparison(int SectionCount, int SeatCount, IReadOnlyList<string> Faults)
{
    private const int RowsPerSection = 2;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> Words = new() { ["available"] = "available", ["held"] = "on hold", ["sold"] = "sold" };

    public static async Task<PageComparison> RunAsync(Stadium stadium, Visitor visitor)
    {
        while (true)
        {
            await Task.Delay(Quiet);
            var before = await stadium.SeatsAsync();
            var comparison = await CompareAsync(stadium, visitor, before.Seats);
            // A hold that expired during the comparison would look like a fault of the page: compare again.
            if ((await stadium.SeatsAsync()).Version == before.Version) return comparison;
        }
    }

    private static async Task<PageComparison> CompareAsync(Stadium stadium, Visitor visitor, IReadOnlyList<StadiumSeat> seats)
    {
        var faults = new List<string>();
        await visitor.ShowListAsync(isShown: true);
        var bySection = seats.GroupBy(seat => seat.Section).ToList();
        foreach (var (section, shown) in bySection.Zip(await visitor.SectionsAsync()))
        {
            var free = section.Count(seat => seat.Status == "available");
            if (!shown.StartsWith(section.Key, StringComparison.Ordinal) || !shown.EndsWith($"· {free:N0} seats left", StringComparison.Ordinal))
                faults.Add($"'{shown}' of {section.Key}, which has {free:N0}");
        }

        var random = new Random(1);
        var seatCount = 0;
        foreach (var section in stadium.Sections)
        {
            for (var i = 0; i < RowsPerSection; i++)
            {
                var row = random.Next(section.RowCount) + 1;
                await visitor.ChooseRowAsync(section.Ordinal, row);
                var expected = seats.Where(seat => seat.Section == section.Name && seat.Row == row).OrderBy(seat => seat.Number).ToList();
                var labels = await visitor.RowAsync();
                Require.Equal(expected.Count, labels.Length);
                seatCount += labels.Length;
                faults.AddRange(expected.Zip(labels).Where(pair => !IsOf(pair.Second, pair.First)).Select(pair => $"'{pair.Second}' of {pair.First}"));
            }
        }

        await visitor.ShowListAsync(isShown: false);
        if (!await IsDrawnAsync(visitor)) faults.Add("the map, drawn change by change, is not the map drawn anew");
        return new(bySection.Count, seatCount, faults);
    }

    private static bool IsOf(string label, StadiumSeat seat) =>
        label.StartsWith($"{seat.Section}, row {seat.Row}, seat {seat.Number}, ", StringComparison.Ordinal)
        && label.EndsWith($", {Words[seat.Status]}", StringComparison.Ordinal);

    // A change of the color scheme discards what was drawn. After the change back, the page draws the whole map anew.
    private static async Task<bool> IsDrawnAsync(Visitor visitor)
    {
        await visitor.ShowAllAsync();
        var before = await visitor.ImageAsync();
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
        await Task.Delay(Quiet);
        if (await visitor.ImageAsync() == before) return false;
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        await Task.Delay(Quiet);
        return await visitor.ImageAsync() == before;
    }
}
