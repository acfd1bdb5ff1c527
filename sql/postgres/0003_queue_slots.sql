-- Who is in stands in the places' rows, no longer all together in the queue's state: a queue then writes what changed, however
-- many are in (before: 86 kB for 500 slots, at each claim, sale and admission).

-- Waiting, Departed, LetIn, Claimed, Ended: PlaceStatus in the code. Each step is guarded by the status before it.
alter table queue_place
    add column status text collate "C" not null default 'Waiting',
    add column admitted_at timestamptz,
    add column active_until timestamptz,
    add column ended_at timestamptz;

-- A place is moved some three times, on its own page and without touching the key (HOT).
alter table queue_place
    set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

update queue_place set status = 'Departed' where departed_at is not null;

-- Those who are in.
update queue_place as q
set status = case when (s.value ->> 'isClaimed')::boolean then 'Claimed' else 'LetIn' end,
    admitted_at = (s.value ->> 'admittedAt')::timestamptz,
    active_until = (s.value ->> 'activeUntil')::timestamptz
from grain_state as g cross join lateral jsonb_each(g.state -> 'slots') as s
where g.grain_type = 'queue' and q.concert_id = g.grain_key and q.place = s.key::bigint;

-- Those who were: when is not known any more, and counts as when they joined.
update queue_place as q
set status = 'Ended', admitted_at = q.joined_at, active_until = q.joined_at, ended_at = q.joined_at
from grain_state as g
where g.grain_type = 'queue' and q.concert_id = g.grain_key and q.status = 'Waiting'
    and q.place <= (g.state ->> 'watermark')::bigint;

-- With a new version: what an activation of the release before still wants to write is refused.
update grain_state as g
set version = g.version + 1, state = jsonb_build_object(
    'watermark', g.state -> 'watermark',
    'over', coalesce(
        (select min(q.place) - 1 from queue_place as q where q.concert_id = g.grain_key and q.status in ('LetIn', 'Claimed')),
        (g.state ->> 'watermark')::bigint),
    'admissionsPerSecond', g.state -> 'admissionsPerSecond')
where g.grain_type = 'queue' and g.state is not null;
