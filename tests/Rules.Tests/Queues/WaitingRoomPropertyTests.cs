using System.Text.Json;
using Concert.GrainState;
using CsCheck;

namespace Concert.Queues;

/// <summary>Random evenings in the waiting room, restarts included.</summary>
public sealed class WaitingRoomPropertyTests
{
    private const int UserCount = 12;

    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly QueueOptions Options = new() { MaxActive = 3, ActiveLifetime = TimeSpan.FromMinutes(2) };

    private static readonly Gen<(int Step, int User, int Seconds)[]> Evenings =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, UserCount - 1], Gen.Int[0, 25]).Array[0, 150];

    [Fact]
    public void Positions_and_estimates_never_grow_and_admission_keeps_the_order_of_joining() =>
        Evenings.Always(evening =>
        {
            var model = new Model();
            foreach (var (step, user, seconds) in evening)
            {
                model.Step(step, new($"u{user}"), seconds);
                model.AssertNeverMoreInThanSlots();
                model.AssertNobodyIsLostOrTwice();
                model.AssertPositionsOnlyGetBetter();
            }

            model.AssertLetInInOrder();
        });

    [Fact]
    public void A_crash_that_loses_the_last_steps_leaves_a_line_with_everyone_once_and_in_order() =>
        Gen.Select(Evenings, Gen.Int[0, 1_000]).Always(crash =>
        {
            var (evening, lost) = crash;
            var model = new Model();
            foreach (var (step, user, seconds) in evening) model.Step(step, new($"u{user}"), seconds);

            model.AssertLineIsWholeAfterLosing(lost);
        });

    private sealed class Model
    {
        private readonly List<PlaceChange> _written = [];
        private readonly Dictionary<UserId, long> _places = [];
        private readonly Dictionary<long, (long Position, long Wait)> _told = [];
        private readonly List<long> _letIn = [];
        private QueueProgress _kept = new();
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
            _letIn.AddRange(_room.State.Slots.Keys.Where(slot => !before.Contains(slot)).Order());
            _written.AddRange(_room.TakeChanges());
        }

        // What is kept beside the places may be from any time before.
        public void AssertLineIsWholeAfterLosing(int lostCount)
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

        public void AssertNeverMoreInThanSlots()
        {
            Assert.True(_room.State.Slots.Count <= Options.MaxActive);
            Assert.Equal(
                _room.State.Slots.Count, _room.State.Slots.Values.Select(slot => slot.UserId).Distinct().Count());
        }

        // Each who joined waits, is in, or has ended; and waits only while every slot is taken.
        public void AssertNobodyIsLostOrTwice()
        {
            var waiting = _places.Where(entry => _room.IsWaiting(new(entry.Key, entry.Value))).ToList();
            Assert.Equal(_room.WaitingCount, waiting.Count);
            Assert.All(waiting, entry => Assert.DoesNotContain(_room.State.Slots.Values, slot => slot.UserId == entry.Key));
            if (waiting.Count > 0) Assert.Equal(Options.MaxActive, _room.State.Slots.Count);
            Assert.Equal(
                Enumerable.Range(1, waiting.Count).Select(n => (long)n),
                waiting.OrderBy(entry => entry.Value).Select(entry => _room.PositionOf(entry.Value)));
        }

        public void AssertPositionsOnlyGetBetter()
        {
            foreach (var (user, place) in _places)
            {
                if (!_room.IsWaiting(new(user, place))) continue;
                var position = _room.PositionOf(place);
                var wait = QueueEstimates.WaitSeconds(position, _room.State.AdmissionsPerSecond);
                if (_told.TryGetValue(place, out var told))
                {
                    Assert.True(position <= told.Position, $"Place {place}: {told.Position} to {position}.");
                    Assert.True(wait <= told.Wait, $"Place {place}: {told.Wait} s to {wait} s.");
                }

                _told[place] = (position, wait);
            }
        }

        public void AssertLetInInOrder() => Assert.Equal(_letIn.Order(), _letIn);

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

        // What is in memory is gone; what was written is read again.
        private void Restart()
        {
            _written.AddRange(_room.TakeChanges());
            var json = JsonSerializer.Serialize(
                QueueProgress.Of(_room.State, _room.State.AdmissionsPerSecond), GrainStateJson.Default.QueueProgress);
            _kept = JsonSerializer.Deserialize(json, GrainStateJson.Default.QueueProgress)!;
            _room = Reopened(_kept, RowsOf(_written));
        }

        private static WaitingRoom Reopened(QueueProgress kept, List<PlaceRow> rows)
        {
            var read = rows.Where(row => row.Place > kept.Watermark || (row.Place > kept.EndedThrough && row.Slot is not null)).ToList();
            var state = QueueState.Of(kept, read);
            return new(state, read.Where(row => row.Place > state.Watermark), Options);
        }

        // Each step is from where the one before it left the place: applying says so.
        private static List<PlaceRow> RowsOf(IEnumerable<PlaceChange> changes)
        {
            var rows = new SortedDictionary<long, PlaceRow>();
            foreach (var change in changes)
                rows[change.Place] = rows.TryGetValue(change.Place, out var row) ? row.Apply(change) : PlaceRow.Of(change);

            return [.. rows.Values];
        }
    }
}
