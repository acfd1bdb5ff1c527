-- Version 2 of the schema: the indexes of what a silo reads when it has started (SeatMapWakeUp). A large database
-- gets them without holding up its writers if an operator makes them before the upgrade, with "create index concurrently".

-- A lock that can't be had at once holds up every later writer: the migrator tries again.
set local lock_timeout = '2s';

-- The performances with open holds. Its size is the number of open holds, however many reservations there ever were.
create index if not exists reservation_held on reservation(performance_id) where status = 'Held';

-- The performances that are not over.
create index if not exists performance_starts_at on performance(starts_at);
