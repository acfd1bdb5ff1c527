-- Version 3 of the schema: the opening of a queue, with its lobby and its draw.

-- A lock that can't be had at once holds up every later writer: the migrator tries again.
set local lock_timeout = '2s';

-- When users can join the concert's queue; null: the setting Queue:LobbyBefore before the first sale.
alter table concert add column if not exists lobby_opens_at timestamptz;

-- The secret of the draw among those who join before the first sale, 32 bytes in lower-case hex. The service publishes its hash at
-- once and the seed after the draw. Null: no draw, first come, first served. Concerts of earlier versions have none.
alter table concert add column if not exists draw_seed text;

-- When the user of a slot was first seen. Earlier versions did not write it.
alter table queue_place add column if not exists claimed_at timestamptz;
