using CsCheck;

namespace Concert.Queues;

/// <summary>
/// All that can happen to a queue, in any order: joins from several addresses, with and without the wish to be called, polls, claims,
/// leaves, absences, returns, expiry, the draw, a rate, pauses, other limits, no free seat, outages, restarts, and steps of the clock. The queue is
/// compared with <see cref="ReferenceQueue"/>, which goes through lists and knows no watermark.
/// </summary>
public sealed class QueuePropertyTests
{
    private const int UserCount = 12;
    private const int PerAddress = 2;

    private static readonly QueueOptions Options = OfSeconds(lifetime: 120, claim: 20, calledClaim: 45, absent: 60);

    private static readonly Gen<(int Step, int User, int Seconds)[]> Sequences =
        Gen.Select(Gen.Int[0, 29], Gen.Int[0, UserCount - 1], Gen.Int[0, 25]).Array[0, 200];

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void In_any_order_of_steps_the_queue_admits_whom_a_plain_list_would_admit() =>
        Gen.Select(Sequences, Gen.Int[0, 30], Gen.Bool).Always(night =>
        {
            var (steps, opensAfter, isDrawn) = night;
            var tested = new Night(isDrawn);
            foreach (var (index, (step, user, seconds)) in steps.Index())
            {
                if (index == opensAfter) tested.Open();
                tested.Step(step, user, seconds);
                tested.AssertSame();
            }
        });

    private static QueueOptions OfSeconds(int lifetime, int claim, int calledClaim, int absent)
    {
        return new()
        {
            MaxActive = 3,
            ActiveLifetime = TimeSpan.FromSeconds(lifetime),
            ClaimWindow = TimeSpan.FromSeconds(claim),
            CalledClaimWindow = TimeSpan.FromSeconds(calledClaim),
            AbsentAfter = TimeSpan.FromSeconds(absent),
        };
    }

    private sealed class Night(bool isDrawn)
    {
        private static readonly byte[] Seed = [.. Enumerable.Range(0, DrawSeed.Length).Select(n => (byte)(7 * n))];

        private readonly ReferenceQueue _reference = new(Options, PerAddress);
        private readonly List<PlaceChange> _written = [];
        private readonly Dictionary<string, long> _places = [];
        private QueueProgress _progress = new();
        private DrawOrder _order = DrawOrder.OfArrival;
        private WaitingRoom _room = new(new(), [], DrawOrder.OfArrival, Options, Moments.AtNoon, PerAddress);
        private QueueMoment _now = Moments.AtNoon;
        private AdmissionLimits _limits = new(Options.MaxActive);
        private bool _isOpen;
        private bool _clockWasSet;

        public void Open()
        {
            _isOpen = true;
            var earlyCount = _room.LastPlace;
            if (isDrawn)
            {
                _order = DrawOrder.Of(Seed, earlyCount);
                _room.Draw(_order);
            }

            _reference.Open(_order);
            _progress = _progress with { Opening = new(earlyCount, isDrawn, _now.Utc) };
            Decide();
        }

        public void Step(int step, int number, int seconds)
        {
            Advance(TimeSpan.FromSeconds(seconds), isReachable: step != 20);
            Decide();
            var user = $"u{number}";
            // Three users share each address; the last three come from one that is not known.
            var address = number / 3 == 3 ? 0 : 100 + (number / 3);
            var isKnown = _places.TryGetValue(user, out var place);
            switch (step)
            {
                case <= 7: Join(user, address, callMe: step switch { 0 => true, 1 => false, _ => null }); break;
                case 8 or 9 when isKnown: Leave(new(new(user), place)); break;
                case >= 10 and <= 13 when isKnown: Poll(new(new(user), place)); break;
                case 14 or 15 when isKnown: Report(place); break;
                case 16 when isKnown: Enter(new(new(user), place)); break;
                // What is left of a slot is known to a new activation by the time of day alone.
                case 17 when !_clockWasSet: Restart(); break;
                case 18: _limits = _limits with { IsStopped = !_limits.IsStopped }; break;
                case 19: Limit(new(seconds % 5 + 1, seconds % 3 == 0 ? null : 10 * (seconds + 1), _limits.IsStopped)); break;
                case 21: SetClock(seconds % 2 == 0 ? -seconds : seconds); break;
                case 22: NoteAllSeen(); break;
                case 23: NoteSeats(seconds % 2 * 1_000); break;
            }

            Decide();
        }

        public void AssertSame()
        {
            Assert.Equal(_reference.Slots.Select(slot => slot.Place).Order(), _room.State.Slots.Keys.Order());
            Assert.True(_room.State.Slots.Count <= Math.Max(_limits.MaxActive, _reference.HighestMaxActive));
            foreach (var one in _reference.Places)
            {
                var place = new QueuePlace(new(one.User), one.Place);
                Assert.Equal(one.IsWaiting, _room.IsWaiting(place));
                Assert.Equal(one.Where is ReferencePlace.Standing.InFront, _room.IsInFront(place));
                Assert.Equal(_reference.CanReturn(one), _room.ReturnByOf(place, _now) is not null);
            }

            // The line is numbered behind those in front of it.
            var line = _reference.Line.Select(one => _room.PositionOf(one.Place)).ToList();
            Assert.Equal(Enumerable.Range(1, line.Count).Select(n => (long)(n + _room.FrontCount)), line);
            Assert.Equal(_reference.Line.Count() + _reference.ThereCount, _room.WaitingCount);
            Assert.True(_room.FrontCount <= _reference.ThereCount);
        }

        // What commands do before they decide, and after it.
        private void Decide()
        {
            if (_isOpen) _room.Admit(_limits, _now);
            else _room.EndOverdue(_limits, _now);
            _written.AddRange(_room.TakeChanges());
            _reference.Decide(_limits, _now);
        }

        private void Join(string user, long address, bool? callMe)
        {
            var (place, isNew) = _room.Join(new(user), _now, address, callMe);
            Assert.Equal(_reference.Join(user, address, callMe, _now), (place, isNew));
            _places[user] = place;
            Decide();
            Enter(new(new(user), place));
        }

        private void Leave(QueuePlace place)
        {
            _room.Leave(place, _limits, _now);
            _reference.Leave(place.Place);
        }

        private void Poll(QueuePlace place)
        {
            Report(place.Place);
            Decide();
            var isCalled = _reference.Slots.Any(slot => slot.Place == place.Place && slot is { IsCalled: true, IsClaimed: false });
            Assert.Equal(isCalled, _room.FindSlot(place, _now) is { IsCalled: true, IsClaimed: false });
            if (isCalled) return;
            Enter(place);
        }

        private void Enter(QueuePlace place) =>
            Assert.Equal(_reference.Claim(place.Place, _now), _room.Claim(place, _now) is not null);

        private void Report(long place)
        {
            _room.NoteSeen(place, _now);
            _reference.NoteSeen(place, _now);
        }

        private void NoteAllSeen()
        {
            _room.NoteAllSeen(_now);
            _reference.NoteAllSeen(_now);
        }

        private void NoteSeats(int freeCount)
        {
            _room.NoteSeats(freeCount, heldCount: 5_000, _now);
            _reference.HasSeats = freeCount > 0;
        }

        private void Limit(AdmissionLimits limits)
        {
            _limits = limits;
            _room.ChangeRate(limits, _now);
            _reference.ChangeRate(limits, _now);
        }

        private void Advance(TimeSpan by, bool isReachable) =>
            _now = new(_now.Utc + by, _now.Elapsed + by, _now.Reachable + (isReachable ? by : TimeSpan.Zero));

        private void SetClock(int minutes)
        {
            _now = _now with { Utc = _now.Utc.AddMinutes(minutes) };
            _clockWasSet = true;
        }

        // Drops what is in memory and reads the written rows again.
        private void Restart()
        {
            _written.AddRange(_room.TakeChanges());
            _progress = _isOpen ? _progress.At(_room.State, _order, _room.State.AdmissionsPerSecond) : _progress;
            var before = _now;
            _now = new(_now.Utc, TimeSpan.Zero, TimeSpan.Zero);
            var rows = PlaceRows.ReadOf(PlaceRows.Of(_written), _progress, _now.Utc);
            _room = new(QueueState.Of(_progress, rows, _order, Options, _now), rows, _order, Options, _now, PerAddress);
            _reference.Restart(before, _now);
        }
    }
}
