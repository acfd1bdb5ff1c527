namespace Concert.Bench.Page;

/// <summary>Whether the page, once all is quiet, says of the seats what the service says: in numbers, in words and in colours.</summary>
/// <param name="SectionCount">Sections whose number of free seats was compared.</param>
/// <param name="SeatCount">Seats whose button was compared.</param>
internal sealed record Truth(int SectionCount, int SeatCount, IReadOnlyList<string> Faults)
{
    private const int RowsPerSection = 2;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> Words = new() { ["available"] = "available", ["held"] = "on hold", ["sold"] = "sold" };

    public static async Task<Truth> FindAsync(Stadium stadium, Visitor visitor)
    {
        while (true)
        {
            await Task.Delay(Quiet);
            var before = await stadium.SeatsAsync();
            var truth = await CompareAsync(stadium, visitor, before.Seats);
            // A hold that ends meanwhile is no fault of the page.
            if ((await stadium.SeatsAsync()).Version == before.Version) return truth;
        }
    }

    private static async Task<Truth> CompareAsync(Stadium stadium, Visitor visitor, IReadOnlyList<StadiumSeat> seats)
    {
        var faults = new List<string>();
        await visitor.ShowListAsync(isShown: true);
        var bySection = seats.GroupBy(seat => seat.Section).ToList();
        foreach (var (section, said) in bySection.Zip(await visitor.SectionsAsync()))
        {
            var free = section.Count(seat => seat.Status == "available");
            if (!said.StartsWith(section.Key, StringComparison.Ordinal) || !said.EndsWith($"· {free:N0} seats left", StringComparison.Ordinal))
                faults.Add($"'{said}' of {section.Key}, which has {free:N0}");
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
                Check.Equal(expected.Count, labels.Length);
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

    // A change from light to dark throws away what was drawn; back again, all is drawn anew from the seats.
    private static async Task<bool> IsDrawnAsync(Visitor visitor)
    {
        await visitor.ShowAllAsync();
        var before = await visitor.PictureAsync();
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
        await Task.Delay(Quiet);
        if (await visitor.PictureAsync() == before) return false;
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        await Task.Delay(Quiet);
        return await visitor.PictureAsync() == before;
    }
}
