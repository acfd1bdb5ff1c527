-- The service's own tables, for SQLite 3.38 or newer. Released: never edited, followed by 0002 and so on.
--
-- Times are UTC, as SQLite's own date functions and the ADO.NET driver write them: 'YYYY-MM-DD HH:MM:SS[.fffffff]'. They
-- sort as text, keep every tick, and bind from and to a DateTime. (Inside JSON they are RFC 3339, as JSON writers do.)
-- Statuses are the names of the enums in the code: Held, Paid, Sold, Available ...
-- STRICT: a number that became text is a bug, and is refused here rather than found later.
-- WITHOUT ROWID where rows are narrow: the primary key is the table then, and a row is one page write instead of two.

-- The state of grains, one row a grain, for our batching writer and for Orleans' stock provider alike. The primary key is
-- what refuses a second first write of one grain; the version refuses every later write of an outdated activation.
create table grain_state(
    service_id text not null,
    grain_type text not null,
    grain_key text not null,
    state text,
    version integer not null,
    modified_on text not null default (strftime('%Y-%m-%d %H:%M:%f', 'now')),
    primary key(service_id, grain_type, grain_key)
) strict;

-- What happened to users' money and reservations; appended, never changed. The primary key lets one activation only
-- write each seq; the unique index makes a command's key its user's for good.
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

-- What a reservation came to, written in the transaction of the journal row that says so: one query then compares all
-- seats of a performance with it.
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

-- A place in the line of a concert. Status: Waiting, Departed, Admitted, Claimed or Ended (PlaceStatus in the code).
-- Each change of status is guarded by the status before it.
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

-- The sequence is the order of "newest first": clocks of several silos are not.
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

-- For people who ask in SQL. Nothing in the service reads these views.

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

-- What Orleans' ADO.NET providers ask for: it finds the text of each query here by its key, and relies on the names of
-- parameters and result columns alone. The texts are ours, the keys and names are Orleans' contract (10.4).
create table OrleansQuery(
    QueryKey text not null primary key,
    QueryText text not null
) strict, without rowid;

-- Grain state. The payload arrives and leaves as bytes and stands as text, so that SQL can read it. The key always
-- comes marked with '=' (StockGrainStorage says why); one without the mark is refused as null. One statement each: it
-- is its own transaction. No row comes back when the version guard fails, which Orleans takes as inconsistent state.
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

-- Reminders: one row for each performance with open holds.
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
