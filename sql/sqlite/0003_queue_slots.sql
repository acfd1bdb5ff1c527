-- Who is in stands in the places' rows, no longer all together in the queue's state: a queue then writes what changed, however
-- many are in (before: 86 kB for 500 slots, at each claim, sale and admission).

-- Waiting, Departed, LetIn, Claimed, Ended: PlaceStatus in the code. Each step is guarded by the status before it.
alter table queue_place add column status text not null default 'Waiting';
alter table queue_place add column admitted_at text;
alter table queue_place add column active_until text;
alter table queue_place add column ended_at text;

update queue_place set status = 'Departed' where departed_at is not null;

-- Those who are in.
update queue_place
set status = case when s.value ->> 'isClaimed' then 'Claimed' else 'LetIn' end,
    admitted_at = replace(replace(s.value ->> 'admittedAt', 'T', ' '), '+00:00', ''),
    active_until = replace(replace(s.value ->> 'activeUntil', 'T', ' '), '+00:00', '')
from grain_state as g cross join json_each(g.state, '$.slots') as s
where g.grain_type = 'queue' and queue_place.concert_id = g.grain_key and queue_place.place = cast(s.key as integer);

-- Those who were: when is not known any more, and counts as when they joined.
update queue_place
set status = 'Ended', admitted_at = joined_at, active_until = joined_at, ended_at = joined_at
from grain_state as g
where g.grain_type = 'queue' and queue_place.concert_id = g.grain_key and queue_place.status = 'Waiting'
    and queue_place.place <= g.state ->> 'watermark';

-- With a new version: what an activation of the release before still wants to write is refused.
update grain_state
set version = version + 1, state = json_object(
    'watermark', state -> 'watermark',
    'over', coalesce(
        (select min(q.place) - 1 from queue_place as q where q.concert_id = grain_key and q.status in ('LetIn', 'Claimed')),
        state ->> 'watermark'),
    'admissionsPerSecond', state -> 'admissionsPerSecond')
where grain_type = 'queue' and state is not null;
