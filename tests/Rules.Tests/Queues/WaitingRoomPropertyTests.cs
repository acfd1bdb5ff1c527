using System.Text.Json;
using Concert.GrainState;
using CsCheck;

namespace Concert.Queues;

/// <summary>
/// Random sequences of joins, claims, leaves, restarts, outages and steps of the clock in one waiting room.
/// </summary>
public sealed class WaitingRoomPropertyTests
{
    private const int UserCount = 12;

    // Nobody is ever away.
    private static readonly QueueOptions Options =
        new() { MaxActive = 3, ActiveLifetime = TimeSpan.FromMinutes(2), AbsentAfter = TimeSpan.FromDays(1) };

    private static readonly AdmissionLimits Limits = new(Options.MaxActive);

    private static readonly Gen<(int Step, int User, int Seconds)[]> Sequences =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, UserCount - 1], Gen.Int[0, 25]).Array[0, 150];

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void Positions_never_grow_and_admission_keeps_the_order_of_joining() =>
        Sequences.Always(steps =>
        {
            var model = new Model();
            foreach (var (step, user, seconds) in steps)
            {
                model.Step(step, new($"u{user}"), seconds);
                model.AssertNeverMoreActiveThanSlots();
                model.AssertEveryUserIsCountedOnce();
                model.AssertPositionsNeverGrow();
                model.AssertSlotsEndAtTheirTime();
            }

            model.AssertAdmittedInOrder();
        });

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void After_a_crash_that_loses_the_last_steps_every_user_is_in_line_once_and_in_order() =>
        Gen.Select(Sequences, Gen.Int[0, 1_000]).Always(crash =>
        {
            var (steps, lost) = crash;
            var model = new Model();
            foreach (var (step, user, seconds) in steps) model.Step(step, new($"u{user}"), seconds);

            model.AssertLineIsCompleteAfterLosing(lost);
        });

    private sealed class Model
    {
        private readonly List<PlaceChange> _written = [];
        private readonly Dictionary<UserId, long> _places = [];
        private readonly Dictionary<long, long> _reported = [];
        private readonly List<long> _admitted = [];
        private QueueProgress _progress = new();
        private WaitingRoom _room = new(new(), [], DrawOrder.OfArrival, Options);
        private readonly Dictionary<long, TrackedSlot> _slots = [];
        private QueueMoment _now = Moments.AtNoon;
        private bool _clockWasSet;

        public void Step(int step, UserId user, int seconds)
        {
            Advance(TimeSpan.FromSeconds(seconds), isReachable: step != 10);
            var known = _places.TryGetValue(user, out var place);
            switch (step)
            {
                case 0 or 1 or 2 or 3: Join(user); break;
                case 4 or 5 when known: Leave(new(user, place)); break;
                case 6 or 7 when known: Claim(new(user, place)); break;
                // What is left of a slot is known to a new activation by the time of day alone.
                case 8 when !_clockWasSet: Restart(); break;
                case 11: SetClock(seconds % 2 == 0 ? -seconds : seconds); break;
            }

            Admit();
            _written.AddRange(_room.TakeChanges());
        }

        // By the model's own reckoning, which knows nothing of deadlines.
        public void AssertSlotsEndAtTheirTime()
        {
            Assert.Equal(_slots.Where(slot => !slot.Value.IsOver).Select(slot => slot.Key).Order(), _room.State.Slots.Keys.Order());
        }

        // The saved progress may lag behind the rows by any number of steps; here it is empty.
        public void AssertLineIsCompleteAfterLosing(int lostCount)
        {
            var rows = PlaceRows.Of(_written.Take(Math.Max(0, _written.Count - lostCount)));
            var room = Reopened(new(), rows);
            room.Admit(Limits, _now);

            var waiting = rows.Where(row => room.IsWaiting(new(row.UserId, row.Place))).ToList();
            var users = waiting.Select(row => row.UserId).Concat(room.State.Slots.Values.Select(slot => slot.UserId)).ToList();
            Assert.Equal(users.Distinct(), users);
            Assert.Equal(Enumerable.Range(1, waiting.Count).Select(n => (long)n), waiting.Select(row => room.PositionOf(row.Place)));
            Assert.All(waiting, row => Assert.True(row.Place > room.State.Watermark));
            Assert.True(room.State.Slots.Count <= Options.MaxActive);
        }

        public void AssertNeverMoreActiveThanSlots()
        {
            Assert.True(_room.State.Slots.Count <= Options.MaxActive);
            Assert.Equal(
                _room.State.Slots.Count, _room.State.Slots.Values.Select(slot => slot.UserId).Distinct().Count());
        }

        // Every user who joined is waiting, is active or has ended, and waits only while every slot is taken.
        public void AssertEveryUserIsCountedOnce()
        {
            var waiting = _places.Where(entry => _room.IsWaiting(new(entry.Key, entry.Value))).ToList();
            Assert.Equal(_room.WaitingCount, waiting.Count);
            Assert.All(waiting, entry => Assert.DoesNotContain(_room.State.Slots.Values, slot => slot.UserId == entry.Key));
            if (waiting.Count > 0) Assert.Equal(Options.MaxActive, _room.State.Slots.Count);
            Assert.Equal(
                Enumerable.Range(1, waiting.Count).Select(n => (long)n),
                waiting.OrderBy(entry => entry.Value).Select(entry => _room.PositionOf(entry.Value)));
        }

        public void AssertPositionsNeverGrow()
        {
            foreach (var (user, place) in _places)
            {
                if (!_room.IsWaiting(new(user, place))) continue;
                var position = _room.PositionOf(place);
                if (_reported.TryGetValue(place, out var before))
                    Assert.True(position <= before, $"Place {place}: {before} to {position}.");
                _reported[place] = position;
            }
        }

        public void AssertAdmittedInOrder() => Assert.Equal(_admitted.Order(), _admitted);

        private void Advance(TimeSpan by, bool isReachable)
        {
            _now = new(_now.Utc + by, _now.Elapsed + by, _now.Reachable + (isReachable ? by : TimeSpan.Zero));
            foreach (var slot in _slots.Values)
            {
                slot.Age += by;
                if (isReachable) slot.Unclaimed += by;
            }
        }

        private void SetClock(int minutes)
        {
            _now = _now with { Utc = _now.Utc.AddMinutes(minutes) };
            _clockWasSet = true;
        }

        private void Admit()
        {
            var before = _room.State.Slots.Keys.ToHashSet();
            _room.Admit(Limits, _now);
            foreach (var over in _slots.Where(slot => slot.Value.IsOver).Select(slot => slot.Key).ToList()) _slots.Remove(over);
            var admitted = _room.State.Slots.Keys.Where(slot => !before.Contains(slot)).Order().ToList();
            foreach (var place in admitted) _slots.Add(place, new());
            _admitted.AddRange(admitted);
        }

        private void Leave(QueuePlace place)
        {
            _room.Leave(place, Limits, _now);
            _slots.Remove(place.Place);
        }

        private void Claim(QueuePlace place)
        {
            var isInTime = _slots.TryGetValue(place.Place, out var slot) && !slot.IsOver;
            Assert.Equal(isInTime, _room.Claim(place, _now) is not null);
            if (isInTime) slot!.IsClaimed = true;
        }

        private void Join(UserId user)
        {
            Admit();
            // Whoever missed the turn does not come back here: that changes the order, which QueuePropertyTests knows.
            if (_places.TryGetValue(user, out var missed) && _room.ReturnByOf(new(user, missed), _now) is not null) return;
            var (place, isNew) = _room.Join(user, _now);
            if (!isNew)
            {
                Assert.Equal(_places[user], place);
                return;
            }

            Assert.Equal(_places.Values.Append(0).Max() + 1, place);
            _places[user] = place;
        }

        // Drops what is in memory and reads the written rows again.
        private void Restart()
        {
            _written.AddRange(_room.TakeChanges());
            var json = JsonSerializer.Serialize(
                _progress.At(_room.State, DrawOrder.OfArrival, _room.State.AdmissionsPerSecond), GrainStateJson.Default.QueueProgress);
            _progress = JsonSerializer.Deserialize(json, GrainStateJson.Default.QueueProgress)!;
            _now = new(_now.Utc, TimeSpan.Zero, TimeSpan.Zero);
            _room = Reopened(_progress, PlaceRows.Of(_written));
            foreach (var slot in _slots.Values) slot.Unclaimed = TimeSpan.Zero;
        }

        private WaitingRoom Reopened(QueueProgress progress, List<PlaceRow> rows)
        {
            var opened = progress with { Opening = new(0, IsDrawn: false, _now.Utc) };
            var read = PlaceRows.ReadOf(PlaceRows.WithoutRemoved(rows, opened), progress, _now.Utc);
            return new(QueueState.Of(progress, read, DrawOrder.OfArrival, Options, _now), read, DrawOrder.OfArrival, Options, _now);
        }
    }

    // How long a slot has lasted, and for how long of that its user could have claimed it.
    private sealed class TrackedSlot
    {
        public TimeSpan Age { get; set; }

        public TimeSpan Unclaimed { get; set; }

        public bool IsClaimed { get; set; }

        public bool IsOver => Age >= Options.ActiveLifetime || (!IsClaimed && Unclaimed >= Options.ClaimWindow);
    }
}
