using System.Text.Json;
using Concert.GrainState;
using CsCheck;

namespace Concert.Queues;

/// <summary>Random sequences of joins, claims, leaves and restarts in one waiting room.</summary>
public sealed class WaitingRoomPropertyTests
{
    private const int UserCount = 12;

    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly QueueOptions Options = new() { MaxActive = 3, ActiveLifetime = TimeSpan.FromMinutes(2) };

    private static readonly Gen<(int Step, int User, int Seconds)[]> Sequences =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, UserCount - 1], Gen.Int[0, 25]).Array[0, 150];

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void Positions_and_estimates_never_grow_and_admission_keeps_the_order_of_joining() =>
        Sequences.Always(steps =>
        {
            var model = new Model();
            foreach (var (step, user, seconds) in steps)
            {
                model.Step(step, new($"u{user}"), seconds);
                model.AssertNeverMoreActiveThanSlots();
                model.AssertEveryUserIsCountedOnce();
                model.AssertPositionsNeverGrow();
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
        private readonly Dictionary<long, (long Position, long Wait)> _reported = [];
        private readonly List<long> _admitted = [];
        private QueueProgress _progress = new();
        private WaitingRoom _room = new(new(), [], Options);
        private DateTimeOffset _now = Noon;

        public void Step(int step, UserId user, int seconds)
        {
            _now = _now.AddSeconds(seconds);
            var known = _places.TryGetValue(user, out var place);
            switch (step)
            {
                case 0 or 1 or 2 or 3: Join(user); break;
                case 4 or 5 when known: _room.Leave(new(user, place), _now); break;
                case 6 or 7 when known: _room.Claim(new(user, place), _now); break;
                case 8: Restart(); break;
            }

            var before = _room.State.Slots.Keys.ToHashSet();
            _room.Admit(_now);
            _admitted.AddRange(_room.State.Slots.Keys.Where(slot => !before.Contains(slot)).Order());
            _written.AddRange(_room.TakeChanges());
        }

        // The saved progress may lag behind the rows by any number of steps; here it is empty.
        public void AssertLineIsCompleteAfterLosing(int lostCount)
        {
            var rows = RowsOf(_written.Take(Math.Max(0, _written.Count - lostCount)));
            var room = Reopened(new(), rows);
            room.Admit(_now);

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
                var wait = QueueEstimates.WaitSeconds(position, _room.State.AdmissionsPerSecond);
                if (_reported.TryGetValue(place, out var before))
                {
                    Assert.True(position <= before.Position, $"Place {place}: {before.Position} to {position}.");
                    Assert.True(wait <= before.Wait, $"Place {place}: {before.Wait} s to {wait} s.");
                }

                _reported[place] = (position, wait);
            }
        }

        public void AssertAdmittedInOrder() => Assert.Equal(_admitted.Order(), _admitted);

        private void Join(UserId user)
        {
            _room.Admit(_now);
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
                QueueProgress.Of(_room.State, _room.State.AdmissionsPerSecond), GrainStateJson.Default.QueueProgress);
            _progress = JsonSerializer.Deserialize(json, GrainStateJson.Default.QueueProgress)!;
            _room = Reopened(_progress, RowsOf(_written));
        }

        private static WaitingRoom Reopened(QueueProgress progress, List<PlaceRow> rows)
        {
            var read = rows.Where(row => row.Place > progress.Watermark || (row.Place > progress.EndedThrough && row.Slot is not null)).ToList();
            var state = QueueState.Of(progress, read);
            return new(state, read.Where(row => row.Place > state.Watermark), Options);
        }

        // Apply throws if a step does not start at the status that the step before it left.
        private static List<PlaceRow> RowsOf(IEnumerable<PlaceChange> changes)
        {
            var rows = new SortedDictionary<long, PlaceRow>();
            foreach (var change in changes)
                rows[change.Place] = rows.TryGetValue(change.Place, out var row) ? row.Apply(change) : PlaceRow.Of(change);

            return [.. rows.Values];
        }
    }
}
