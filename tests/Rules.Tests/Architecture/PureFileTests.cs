namespace Concert.Architecture;

/// <summary>A rule can be read, and tested, without knowing Orleans: it has no grain, no clock, no randomness and no database.</summary>
public sealed class PureFileTests
{
    private static readonly string[] ImpureWords =
        ["Orleans", "IGrain", "IGrainFactory", "Grain", "await", "Task", "ValueTask", "TimeProvider", "UtcNow", "Guid", "Random", "DbConnection"];

    // Files that decide or compute, beside those that end in Rules.cs or State.cs.
    private static readonly string[] PureFiles =
    [
        "BestSeats.cs", "CommandKeys.cs", "DeadlineQueue.cs", "HallRows.cs", "HoldSchedule.cs", "Identifiers.cs", "Invariant.cs",
        "JournalRows.cs", "PlaceRow.cs", "QueueMoment.cs", "ReachableTime.cs", "Reservation.cs", "SalesTally.cs", "SeatMap.cs",
        "SeatReconciliation.cs", "SeatSuggestions.cs", "Slot.cs", "UserWalletEvent.cs", "UserWalletJson.cs", "UserWalletSnapshot.cs", "WaitingLine.cs", "WaitingRoom.cs",
    ];

    private static IEnumerable<SourceFile> Files => SourceTree.Project("Grains").Where(file => IsPure(file.Name));

    [Fact]
    public void What_decides_or_computes_knows_neither_Orleans_nor_a_clock()
    {
        var offenders = from file in Files
                        from word in ImpureWords
                        where file.HasWord(word)
                        select $"{file.Path}: {word}";

        Offenders.AssertNone(offenders);
    }

    // A file that was renamed would leave the check without anyone noticing.
    [Fact]
    public void Every_pure_file_of_the_list_exists() => Offenders.AssertNone(PureFiles.Except(Files.Select(file => file.Name)));

    private static bool IsPure(string name) =>
        name.EndsWith("Rules.cs", StringComparison.Ordinal) || name.EndsWith("State.cs", StringComparison.Ordinal) || PureFiles.Contains(name);
}
