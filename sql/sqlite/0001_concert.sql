-- The schema of the embedded database. Applied once, in one transaction, by the process that starts; never edited once released.
-- Times are text, UTC, of one width (2026-11-23T12:00:00.0000000Z): they sort as they stand, and SQLite's date functions read them.
-- Money is an integer of the currency's smallest unit.

-- Grain state: one row for each grain, guarded by its version. Orleans' stock ADO.NET provider (through the query texts below)
-- and our group-commit writer read and write these very rows. The primary key refuses a second first write of one grain.
create table grain_state (
    service_id text not null,
    grain_type text not null,
    grain_key text not null,
    state text,
    version integer not null,
    modified_on text not null default (strftime('%Y-%m-%dT%H:%M:%f0000Z', 'now')),
    primary key (service_id, grain_type, grain_key)
) strict, without rowid;

-- What happened to users' money and reservations, append-only. seq has no gap; balance is the balance after the row.
create table user_journal (
    user_id text not null,
    seq integer not null,
    kind text not null,
    at text not null,
    amount integer not null,
    balance integer not null check (balance >= 0),
    reference text,
    idem_key text,
    fingerprint text,
    body text not null,
    primary key (user_id, seq)
) strict, without rowid;

-- The last word on "at most once": a key is a user's own, and is kept for good.
create unique index user_journal_key on user_journal (user_id, idem_key) where idem_key is not null;

-- What each reservation came to, written with the journal row that decided it: so that one query can compare all seats with it.
create table reservation_fate (
    reservation_id text not null primary key,
    user_id text not null,
    performance_id text not null,
    status text not null check (status in ('Held', 'Paid', 'Expired', 'Released', 'Refunded')),
    until text not null,
    seat_ids text not null check (json_valid(seat_ids)),
    amount integer not null,
    updated_at text not null
) strict, without rowid;

create index reservation_fate_performance on reservation_fate (performance_id, status);

-- Places in the lines. departed_at: given up while waiting.
create table queue_place (
    concert_id text not null,
    place integer not null,
    user_id text not null,
    joined_at text not null,
    departed_at text,
    primary key (concert_id, place)
) strict, without rowid;

create table concert (
    number integer primary key autoincrement,
    concert_id text not null unique,
    title text not null,
    artist text not null,
    venue text not null
) strict;

create table performance (
    performance_id text not null primary key,
    concert_id text not null references concert (concert_id),
    ordinal integer not null,
    starts_at text not null,
    sales_open_at text not null,
    unique (concert_id, ordinal)
) strict, without rowid;

create table section (
    performance_id text not null references performance (performance_id),
    ordinal integer not null,
    name text not null,
    row_count integer not null check (row_count > 0),
    seats_per_row integer not null check (seats_per_row > 0),
    price integer not null check (price >= 0),
    primary key (performance_id, ordinal)
) strict, without rowid;

-- For people who use SQL.
create view seat as
select substr(grain_key, 1, instr(grain_key, '/') - 1) as performance_id,
       substr(grain_key, instr(grain_key, '/') + 1) as seat_id,
       json_extract(state, '$.status') as status,
       json_extract(state, '$.reservationId') as reservation_id,
       json_extract(state, '$.userId') as user_id,
       json_extract(state, '$.until') as until
from grain_state
where grain_type = 'seat' and state is not null;

create view reservation as
select reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at from reservation_fate;

create view ledger as
select user_id, seq, kind, amount, balance, reference, at from user_journal where kind in ('charged', 'paid', 'refunded');

create view payment as
select json_extract(body, '$.paymentId') as payment_id, reference as reservation_id, user_id, -amount as amount, at as paid_at
from user_journal
where kind = 'paid';

-- Orleans' own: it takes its SQL from this table.
create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
) strict, without rowid;

create table OrleansRemindersTable (
    ServiceId text not null,
    GrainId text not null,
    ReminderName text not null,
    StartTime text not null,
    Period integer not null,
    GrainHash integer not null,
    Version integer not null,
    primary key (ServiceId, GrainId, ReminderName)
) strict, without rowid;

-- Each silo reads the ranges of the hash ring that it owns.
create index OrleansRemindersRange on OrleansRemindersTable (ServiceId, GrainHash);

insert into OrleansQuery (QueryKey, QueryText) values
('ReadFromStorageKey', '
select cast(state as blob) as PayloadBinary, datetime(''now'') as ModifiedOn, version as Version
from grain_state
where service_id = @ServiceId
  and grain_type = @GrainTypeString
  and grain_key = coalesce(@GrainIdExtensionString, @GrainIdN0 || '','' || @GrainIdN1);'),

('WriteToStorageKey', '
insert into grain_state (service_id, grain_type, grain_key, state, version)
select @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, @GrainIdN0 || '','' || @GrainIdN1),
       cast(@PayloadBinary as text), 1
where @GrainStateVersion is null or exists (
    select 1 from grain_state
    where service_id = @ServiceId
      and grain_type = @GrainTypeString
      and grain_key = coalesce(@GrainIdExtensionString, @GrainIdN0 || '','' || @GrainIdN1))
on conflict (service_id, grain_type, grain_key) do update
set state = excluded.state, version = version + 1, modified_on = strftime(''%Y-%m-%dT%H:%M:%f0000Z'', ''now'')
where version = @GrainStateVersion
returning version as NewGrainStateVersion;'),

('ClearStorageKey', '
update grain_state
set state = null, version = version + 1, modified_on = strftime(''%Y-%m-%dT%H:%M:%f0000Z'', ''now'')
where service_id = @ServiceId
  and grain_type = @GrainTypeString
  and grain_key = coalesce(@GrainIdExtensionString, @GrainIdN0 || '','' || @GrainIdN1)
  and version = @GrainStateVersion
returning version as NewGrainStateVersion;'),

('DeleteStorageKey', '
delete from grain_state
where service_id = @ServiceId
  and grain_type = @GrainTypeString
  and grain_key = coalesce(@GrainIdExtensionString, @GrainIdN0 || '','' || @GrainIdN1)
  and version = @GrainStateVersion
returning version + 1 as NewGrainStateVersion;'),

('UpsertReminderRowKey', '
insert into OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (ServiceId, GrainId, ReminderName) do update
set StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = Version + 1
returning Version;'),

('ReadReminderRowsKey', '
select GrainId, ReminderName, StartTime, Period, Version
from OrleansRemindersTable
where ServiceId = @ServiceId and GrainId = @GrainId;'),

('ReadReminderRowKey', '
select GrainId, ReminderName, StartTime, Period, Version
from OrleansRemindersTable
where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName;'),

('ReadRangeRows1Key', '
select GrainId, ReminderName, StartTime, Period, Version
from OrleansRemindersTable
where ServiceId = @ServiceId and GrainHash > @BeginHash and GrainHash <= @EndHash;'),

('ReadRangeRows2Key', '
select GrainId, ReminderName, StartTime, Period, Version
from OrleansRemindersTable
where ServiceId = @ServiceId and (GrainHash > @BeginHash or GrainHash <= @EndHash);'),

('DeleteReminderRowKey', '
delete from OrleansRemindersTable
where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version;
select changes();'),

('DeleteReminderRowsKey', '
delete from OrleansRemindersTable where ServiceId = @ServiceId;');
