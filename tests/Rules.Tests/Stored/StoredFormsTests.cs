using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Concert.GrainState;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Users;

namespace Concert.Stored;

/// <summary>
/// What is stored stays readable. <c>stored-lines.txt</c> holds a line for each event and state; each is read and written here.
/// </summary>
public sealed class StoredFormsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Reservation Held = new(
        new("r_1"),
        new("p_1"),
        new QueueTicket(new("c_1"), 7),
        [new(new("1-2-3"), "Floor", 2, 3, new(50_000)), new(new("1-2-4"), "Floor", 2, 4, new(50_000))],
        new(100_000),
        CreatedAt: Noon,
        Until: Noon.AddMinutes(5),
        SalesOpenAt: Noon.AddDays(-1),
        StartsAt: Noon.AddDays(7),
        Seq: 2,
        ReservationStatus.Held);

    private static readonly Dictionary<string, UserWalletEvent> Events = new()
    {
        ["charged"] = new UserWalletEvent.Charged(new("t_1"), new(50_000), new(50_000), Noon.AddTicks(1_234_567)),
        ["reserved"] = new UserWalletEvent.Reserved(Held, Noon),
        ["reserved-numbered"] = new UserWalletEvent.Reserved(Held with { Number = "7KQM4X2P" }, Noon),
        ["paid"] = new UserWalletEvent.Paid(new("r_1"), new("pay_1"), new("t_2"), new(100_000), new(0), Noon),
        ["paid-with-charge"] = new UserWalletEvent.Paid(
            new("r_1"), new("pay_1"), new("t_2"), new(100_000), new(0), Noon, ChargeAmount: new(30_000)),
        ["expired"] = new UserWalletEvent.Expired(new("r_1"), new("p_1"), Noon.AddMinutes(5)),
        ["released"] = new UserWalletEvent.Released(new("r_1"), Noon.AddMinutes(1)),
        ["refunded"] = new UserWalletEvent.Refunded(
            new("r_1"), new("pay_1"), new("ref_1"), new("t_3"), new(100_000), new(100_000), Noon.AddMinutes(2)),
        ["seats_changed"] = new UserWalletEvent.SeatsChanged(
            Held with { Number = "7KQM4X2P", Changes = [new([new("1-2-5")], Noon.AddMinutes(1)), new([], Noon.AddMinutes(2))] },
            Noon.AddMinutes(2)),
        ["checked_in"] = new UserWalletEvent.CheckedIn(new("r_1"), new("1-2-3"), "gate-1", "gate-1/scan-1", Noon.AddDays(7)),
        ["checked_in-late"] = new UserWalletEvent.CheckedIn(
            new("r_1"), new("1-2-3"), "gate-1", "gate-1/scan-1", Noon.AddDays(7), ScannedAt: Noon.AddDays(7).AddMinutes(-20)),
    };

    private static readonly Dictionary<string, object> States = new()
    {
        ["seat-available"] = SeatState.Available,
        ["seat-held"] = new SeatState(SeatStatus.Held, new("r_1"), new("u_1"), "a1 a2", Noon.AddMinutes(5)),
        ["seat-sold"] = new SeatState(SeatStatus.Sold, new("r_1"), new("u_1"), null, null),
        ["queue-progress"] = new QueueProgress { Watermark = 12, EndedThrough = 9, AdmissionsPerSecond = 1.5 },
        ["queue-progress-opened"] = new QueueProgress(12, 9, 1.5, new(200, IsDrawn: true, Noon), new(800, 600, IsPaused: true, "Soon.", 900)),
        ["queue-progress-with-removed"] = new QueueProgress(12, 9, 1.5, new(7, IsDrawn: false, Noon), new(), RemovedCount: 3),
        ["snapshot-2"] = new UserWalletSnapshot(
            3,
            new(50_000),
            [Reservation.Tombstone(new("r_2"), new("p_1"), Noon.AddMinutes(5), 3)],
            new(Count: 2, ThroughSeq: 1),
            ArchivedHolds.Empty,
            [1, 2, 3, 4, 5, 6, 7, 8]),
        ["snapshot-2-with-limits"] = new UserWalletSnapshot(
            70,
            new(50_000),
            [Held with { Seq = 69, Status = ReservationStatus.Released, EndedAt = Noon.AddMinutes(1) }],
            new(Count: 33, ThroughSeq: 66),
            new(
                [new(new(new("c_1"), 7), 3), new(new(new("c_2"), 9), 1)],
                [new(new("p_1"), [new("1-2-3"), new("1-2-4")], Noon.AddSeconds(-30))]),
            Names: null),
        ["snapshot-2-with-tickets"] = new UserWalletSnapshot(
            3,
            new(0),
            [
                Held with
                {
                    Status = ReservationStatus.Paid,
                    Number = "7KQM4X2P",
                    CheckIns = [new(new("1-2-3"), Noon.AddDays(7), "gate-1", "gate-1/scan-1")],
                },
            ],
            default,
            ArchivedHolds.Empty,
            Names: null),
        ["snapshot-2-without-names"] = new UserWalletSnapshot(3, new(50_000), [], default, ArchivedHolds.Empty, Names: null),
    };

    // Fields that were added later.
    private static readonly string[] OptionalFields = ["chargeAmount", "scannedAt"];

    // Read, and never written again.
    private static readonly string[] OldStates = ["snapshot"];

    private static readonly Dictionary<string, string> Lines = File.ReadLines(
            Path.Combine(AppContext.BaseDirectory, "Stored", "stored-lines.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.IndexOf(' ', StringComparison.Ordinal)], line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    public static TheoryData<string> EventNames => [.. Events.Keys];

    public static TheoryData<string> StateNames => [.. States.Keys];

    [Theory, MemberData(nameof(EventNames))]
    public void A_stored_event_reads_as_what_was_written_and_is_written_the_same(string name)
    {
        Assert.Equal(Events[name], ReadEvent(Lines[name]));
        Assert.Equal(Lines[name], UserWalletJson.Write(Events[name]));
        // What follows a hyphen says how the line differs from the first one of its kind.
        Assert.Equal(name.Split('-')[0], EventKinds.Of(Events[name]));
    }

    [Theory, MemberData(nameof(StateNames))]
    public void A_stored_state_reads_as_what_was_written_and_is_written_the_same(string name)
    {
        var type = TypeOf(States[name]);

        var read = JsonSerializer.Deserialize(Lines[name], type)!;

        Assert.Equal(Lines[name], JsonSerializer.Serialize(States[name], type));
        Assert.Equal(Lines[name], JsonSerializer.Serialize(read, type));
        if (read is not UserWalletSnapshot) Assert.Equal(States[name], read);
    }

    [Fact]
    public void Every_event_and_every_state_has_its_line() =>
        Assert.Equal(Events.Keys.Concat(States.Keys).Concat(OldStates).Order(), Lines.Keys.Order());

    [Fact]
    public void Every_kind_of_event_is_among_the_events() =>
        Assert.Equal(
            typeof(UserWalletEvent).GetNestedTypes().OrderBy(type => type.Name),
            Events.Values.Select(e => e.GetType()).Distinct().OrderBy(type => type.Name));

    // PostgreSQL's jsonb stores the fields in an order of its own.
    [Theory, MemberData(nameof(EventNames))]
    public void The_order_of_the_fields_does_not_matter(string name)
    {
        var fields = JsonNode.Parse(Lines[name])!.AsObject().Reverse().Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()));

        Assert.Equal(Events[name], ReadEvent(new JsonObject(fields).ToJsonString()));
    }

    [Theory, MemberData(nameof(EventNames))]
    public void An_event_that_lacks_a_value_is_an_error_and_never_reads_with_a_default(string name)
    {
        foreach (var field in JsonNode.Parse(Lines[name])!.AsObject().Select(field => field.Key).Except(OptionalFields))
        {
            var damaged = JsonNode.Parse(Lines[name])!.AsObject();
            damaged.Remove(field);
            Assert.Throws<InvariantException>(() => ReadEvent(damaged.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("seat-held", "status")]
    [InlineData("queue-progress", "watermark")]
    [InlineData("queue-progress", "endedThrough")]
    [InlineData("queue-progress", "admissionsPerSecond")]
    [InlineData("snapshot", "seq")]
    [InlineData("snapshot", "balance")]
    [InlineData("snapshot", "reservations")]
    [InlineData("snapshot", "keys")]
    [InlineData("snapshot-2", "seq")]
    [InlineData("snapshot-2", "balance")]
    [InlineData("snapshot-2", "reservations")]
    [InlineData("snapshot-2", "archivedCount")]
    [InlineData("snapshot-2", "archivedThrough")]
    public void A_state_that_lacks_a_value_is_an_error_and_never_reads_with_a_default(string name, string field)
    {
        var damaged = JsonNode.Parse(Lines[name])!.AsObject();
        Assert.True(damaged.Remove(field));

        var type = name == "snapshot" ? GrainStateJson.Default.UserWalletSnapshot : TypeOf(States[name]);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(damaged.ToJsonString(), type));
    }

    // Version 0.1.0 stored every reservation, and 16 bytes for each key: the 64-bit digest, then the number of the row.
    [Fact]
    public void A_snapshot_of_the_first_format_reads_as_the_state_that_its_journal_gives()
    {
        var snapshot = ReadSnapshot("snapshot");

        Assert.Equal((3L, new Money(50_000), default), (snapshot.Seq, snapshot.Balance, snapshot.Archived));
        Assert.Equal([Reservation.Tombstone(new("r_2"), new("p_1"), Noon.AddMinutes(5), 3)], snapshot.Reservations);
        var names = snapshot.RestoreNames();
        Assert.True(names.MayContain(0x04030201));
        Assert.True(names.MayContain("r_2"));
        Assert.Equal(2, names.Count);
    }

    [Fact]
    public void Of_a_snapshot_of_the_first_format_the_reservations_that_ended_long_ago_are_dropped()
    {
        var line = JsonNode.Parse(Lines["snapshot"])!.AsObject();
        line["reservations"] = new JsonArray([.. Enumerable.Range(1, 100).Select(seq => JsonSerializer.SerializeToNode(
            StoredReservation.Of(Held with { ReservationId = new($"r_{seq}"), Seq = seq, Status = StatusOf(seq) }),
            JsonSerializerOptions.Web))]);

        var snapshot = JsonSerializer.Deserialize(line.ToJsonString(), GrainStateJson.Default.UserWalletSnapshot)!;

        Assert.Equal([3L, 5], snapshot.Reservations.Where(reservation => !reservation.IsEnded).Select(reservation => reservation.Seq));
        Assert.Equal(
            Enumerable.Range(101 - UserWalletState.MaxEnded, UserWalletState.MaxEnded).Select(seq => (long)seq),
            snapshot.Reservations.Where(reservation => reservation.IsEnded).Select(reservation => reservation.Seq));
        Assert.Equal(new ArchiveExtent(98 - UserWalletState.MaxEnded, 100 - UserWalletState.MaxEnded), snapshot.Archived);

        static ReservationStatus StatusOf(int seq) => seq switch
        {
            3 => ReservationStatus.Held,
            5 => ReservationStatus.Paid,
            _ => (ReservationStatus)(2 + (seq % 3)),
        };
    }

    [Fact]
    public void A_snapshot_of_before_the_limits_of_holding_counts_nothing_and_bars_no_seat()
    {
        var state = ReadSnapshot("snapshot-2").Restore(new("u_1"));

        Assert.Equal(0, state.HoldCount(new(new("c_1"), 7)));
        Assert.Empty(state.CoolingSeats(new("p_1"), ArchivedHolds.LongestCooldown, Noon));
    }

    [Fact]
    public void A_snapshot_keeps_what_the_limits_of_holding_need()
    {
        var state = ReadSnapshot("snapshot-2-with-limits").Restore(new("u_1"));

        Assert.Equal((4, 1, 0), (Count("c_1", 7), Count("c_2", 9), Count("c_2", 8)));
        var cooling = state.CoolingSeats(new("p_1"), TimeSpan.FromMinutes(2), Noon.AddMinutes(1));
        Assert.Equal((2, Noon.AddMinutes(3)), (cooling.Count, cooling[new("1-2-3")]));

        int Count(string concert, long place) => state.HoldCount(new(new(concert), place));
    }

    [Fact]
    public void A_seat_with_an_unknown_status_is_an_error() =>
        Assert.Throws<InvariantException>(
            () => JsonSerializer.Deserialize("""{"status":"Reserved"}""", GrainStateJson.Default.SeatState));

    [Theory]
    [InlineData("""{"format":3,"seq":3,"total":50000}""")]
    [InlineData("""{"seq":3,"balance":50000,"reservations":[],"keys":""}""")]
    [InlineData("""{"seq":3,"balance":50000,"reservations":[{"format":1}],"keys":"","format":"1"}""")]
    public void A_snapshot_of_another_format_is_ignored_because_the_journal_holds_everything(string json)
    {
        var snapshot = JsonSerializer.Deserialize(json, GrainStateJson.Default.UserWalletSnapshot)!;

        Assert.Equal((0L, Money.Zero, 0), (snapshot.Seq, snapshot.Balance, snapshot.Reservations.Length));
    }

    // Columns store the names of these enums beside the JSON.
    [Fact]
    public void The_names_that_columns_store_are_these()
    {
        Assert.Equal(["Held", "Paid", "Expired", "Released", "Refunded"], Enum.GetNames<ReservationStatus>());
        Assert.Equal(["Available", "Held", "Sold"], Enum.GetNames<SeatStatus>());
        Assert.Equal(["Waiting", "Departed", "Admitted", "Claimed", "Ended"], Enum.GetNames<PlaceStatus>());
    }

    // The wire's types may change with a release of the code; what is stored may not.
    [Fact]
    public void No_stored_form_uses_a_type_that_crosses_the_wire()
    {
        var stored = typeof(StoredEvent).Assembly.GetTypes()
            .Where(type => type.Name.StartsWith("Stored", StringComparison.Ordinal) || type.DeclaringType == typeof(StoredEvent))
            .Where(type => !type.IsAbstract && !type.Name.EndsWith("Json", StringComparison.Ordinal));

        var offenders = stored
            .SelectMany(type => type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            .Select(parameter => Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType)
            .Select(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? type.GetGenericArguments()[0] : type)
            .Where(type => type.Assembly == typeof(Money).Assembly);

        Assert.Empty(offenders);
    }

    private static UserWalletSnapshot ReadSnapshot(string name) => JsonSerializer.Deserialize(Lines[name], GrainStateJson.Default.UserWalletSnapshot)!;

    private static UserWalletEvent ReadEvent(string body) => UserWalletJson.Read(
        new(new("u_1"), 1, "kind", Noon, Money.Zero, Money.Zero, null, null, body, null));

    private static JsonTypeInfo TypeOf(object state) => GrainStateJson.Default.GetTypeInfo(state.GetType())!;
}
