-- Version 1 of the schema, for SQLite 3.38 or newer.
--
-- The migrator applies the scripts of this folder in the order of their numbers, each in one transaction. A released script is
-- never edited: a change of the schema is a new script, 0002_<name>.sql.
--
-- Contents: grain state · journal and reservations · queues · catalog · views for people · Orleans' query texts and
-- reminders.
--
-- Tables, views and columns have the same names as in sql/postgres. Conventions:
--   * Times are UTC, written as SQLite's date functions and the ADO.NET driver write them: 'YYYY-MM-DD HH:MM:SS[.fffffff]'.
--     They sort as text, store every tick, and bind from and to a DateTime. (Inside JSON they are RFC 3339.)
--   * A status is the name of the enum member in the code: Held, Paid, Sold, Available ...
--   * Tables are STRICT: a number that was written as text is a bug, and the database refuses it at once.
--   * Tables with narrow rows are WITHOUT ROWID: the primary key is the table, so a row is one page write instead of two.

-- == Grain state ==

-- One row for each grain, written by our batching writer and by Orleans' stock provider alike. The primary key refuses a
-- second first write of the same grain; the version refuses every later write of an outdated activation.
create table grain_state(
    service_id text not null,
    grain_type text not null,
    grain_key text not null,
    state text,
    version integer not null,
    modified_on text not null default (strftime('%Y-%m-%d %H:%M:%f', 'now')),
    primary key(service_id, grain_type, grain_key)
) strict;

-- == Journal and reservations ==

-- The events of users' money and reservations; rows are appended and never changed. The primary key lets only one activation
-- write each seq; the unique index reserves an idempotency key for its user forever.
create table user_journal(
    user_id text not null,
    seq integer not null check (seq > 0),
    kind text not null,
    at text not null,
    amount integer not null,
    balance integer not null check (balance >= 0),
    reference text,
    idem_key text,
    fingerprint text,
    body text not null,
    primary key(user_id, seq)
) strict;

create unique index user_journal_idem_key on user_journal(user_id, idem_key) where idem_key is not null;

-- A projection of the journal: the present status of each reservation, with the terms of its "reserved" event. It is written
-- in the transaction of the journal row that changes it, so the two never differ. The seat map compares all seats of a
-- performance with it in one query; rules never read it.
create table reservation(
    reservation_id text not null primary key,
    user_id text not null,
    performance_id text not null,
    status text not null,
    until text not null,
    seat_ids text not null,
    amount integer not null,
    updated_at text not null
) strict, without rowid;

create index reservation_performance on reservation(performance_id, status);

-- == Queues ==

-- One row for each place in the queue of a concert; places count 1, 2, 3 ... without a gap. The status (PlaceStatus in the code)
-- only moves forward: Waiting -> Departed (the user left), or Waiting -> Admitted (the user has a slot) -> Claimed (the user
-- has shown up) -> Ended; a slot that is never claimed goes from Admitted to Ended. An update names the status that it
-- starts from, so two activations cannot both move the same place.
create table queue_place(
    concert_id text not null,
    place integer not null check (place > 0),
    user_id text not null,
    status text not null,
    joined_at text not null,
    departed_at text,
    admitted_at text,
    active_until text,
    ended_at text,
    primary key(concert_id, place)
) strict, without rowid;

-- == Catalog ==

-- "Newest first" is the order of concert_seq: the clocks of several silos give no order.
create table concert(
    concert_seq integer primary key autoincrement,
    concert_id text not null unique,
    title text not null,
    artist text not null,
    venue text not null
) strict;

create table performance(
    performance_id text not null primary key,
    concert_id text not null references concert(concert_id),
    ordinal integer not null,
    starts_at text not null,
    sales_open_at text not null,
    unique(concert_id, ordinal)
) strict, without rowid;

create table section(
    performance_id text not null references performance(performance_id),
    ordinal integer not null,
    name text not null,
    row_count integer not null check (row_count > 0),
    seats_per_row integer not null check (seats_per_row > 0),
    price integer not null check (price >= 0),
    primary key(performance_id, ordinal)
) strict, without rowid;

-- == Views for people who query in SQL; nothing in the service reads them ==

create view seat as
select
    service_id,
    substr(grain_key, 1, instr(grain_key, '/') - 1) as performance_id,
    substr(grain_key, instr(grain_key, '/') + 1) as seat_id,
    coalesce(json_extract(state, '$.status'), 'Available') as status,
    json_extract(state, '$.reservationId') as reservation_id,
    json_extract(state, '$.userId') as user_id,
    strftime('%Y-%m-%d %H:%M:%f', json_extract(state, '$.until')) as held_until,
    version
from grain_state
where grain_type = 'seat';

create view ledger as
select user_id, seq, kind, at, amount, balance, reference as reservation_id
from user_journal
where kind in ('charged', 'paid', 'refunded');

create view payment as
select
    json_extract(paid.body, '$.paymentId') as payment_id,
    paid.reference as reservation_id,
    paid.user_id,
    -paid.amount as amount,
    paid.at as paid_at,
    refunded.at as refunded_at
from user_journal as paid
left join user_journal as refunded
    on refunded.user_id = paid.user_id and refunded.kind = 'refunded' and refunded.reference = paid.reference
where paid.kind = 'paid';

-- == Orleans: query texts and grain state ==

-- Orleans' ADO.NET providers read the text of each query from this table, by its key, and rely only on the names of parameters
-- and result columns. The texts are ours; the keys and names are Orleans' contract (10.4).
create table OrleansQuery(
    QueryKey text not null primary key,
    QueryText text not null
) strict, without rowid;

-- The provider passes the state as bytes; the table stores text, so that SQL can read it. A key always begins with '='
-- (StockGrainStorage explains why); a key without it becomes null, which the table refuses. Each query is one statement and so
-- its own transaction. When the version guard fails, the query returns no row, which Orleans reports as inconsistent state.
insert into OrleansQuery(QueryKey, QueryText) values
('ReadFromStorageKey', '
    select cast(state as blob) as PayloadBinary, version as Version
    from grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString
        and grain_key = substr(@GrainIdExtensionString, 2)
'),
('WriteToStorageKey', '
    insert into grain_state as g(service_id, grain_type, grain_key, state, version)
    select
        @ServiceId,
        @GrainTypeString,
        case when substr(@GrainIdExtensionString, 1, 1) = ''='' then substr(@GrainIdExtensionString, 2) end,
        cast(@PayloadBinary as text),
        1
    where @GrainStateVersion is null or exists (
        select 1 from grain_state
        where service_id = @ServiceId and grain_type = @GrainTypeString
            and grain_key = substr(@GrainIdExtensionString, 2))
    on conflict(service_id, grain_type, grain_key) do update
    set state = excluded.state, version = g.version + 1, modified_on = strftime(''%Y-%m-%d %H:%M:%f'', ''now'')
    where g.version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
    update grain_state
    set state = null, version = version + 1, modified_on = strftime(''%Y-%m-%d %H:%M:%f'', ''now'')
    where service_id = @ServiceId and grain_type = @GrainTypeString
        and grain_key = substr(@GrainIdExtensionString, 2) and version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
('DeleteStorageKey', '
    delete from grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString
        and grain_key = substr(@GrainIdExtensionString, 2) and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion
');

-- == Orleans: reminders ==

-- One row for each performance with open holds.
create table OrleansRemindersTable(
    ServiceId text not null,
    GrainId text not null,
    ReminderName text not null,
    StartTime text not null,
    Period integer not null,
    GrainHash integer not null,
    Version integer not null,
    primary key(ServiceId, GrainId, ReminderName)
) strict, without rowid;

-- Each silo reads its ranges of hashes at start and every few minutes.
create index OrleansRemindersTable_GrainHash on OrleansRemindersTable(ServiceId, GrainHash);

insert into OrleansQuery(QueryKey, QueryText) values
('UpsertReminderRowKey', '
    insert into OrleansRemindersTable as r(ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict(ServiceId, GrainId, ReminderName) do update
    set StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash,
        Version = r.Version + 1
    returning Version
'),
('ReadReminderRowsKey', '
    select GrainId, ReminderName, StartTime, Period, Version
    from OrleansRemindersTable
    where ServiceId = @ServiceId and GrainId = @GrainId
'),
('ReadReminderRowKey', '
    select GrainId, ReminderName, StartTime, Period, Version
    from OrleansRemindersTable
    where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName
'),
('ReadRangeRows1Key', '
    select GrainId, ReminderName, StartTime, Period, Version
    from OrleansRemindersTable
    where ServiceId = @ServiceId and GrainHash > @BeginHash and GrainHash <= @EndHash
'),
('ReadRangeRows2Key', '
    select GrainId, ReminderName, StartTime, Period, Version
    from OrleansRemindersTable
    where ServiceId = @ServiceId and (GrainHash > @BeginHash or GrainHash <= @EndHash)
'),
('DeleteReminderRowKey', '
    delete from OrleansRemindersTable
    where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version;
    select changes()
'),
('DeleteReminderRowsKey', '
    delete from OrleansRemindersTable where ServiceId = @ServiceId
');
