-- Version 1 of the schema, for PostgreSQL 15 or newer.
--
-- The migrator applies the scripts of this folder in the order of their numbers, each in one transaction. A released script is
-- never edited: a change of the schema is a new script, 0002_<name>.sql.
--
-- Contents: grain state · journal and reservations · queues · catalog · views for people · Orleans' query texts,
-- membership and reminders.
--
-- Tables, views and columns have the same names as in sql/sqlite. Conventions:
--   * Times are timestamptz, which stores microseconds.
--   * Ids are compared byte by byte (collate "C"), so a range of keys means the same on every machine, and comparing is cheap.
--   * A status is the name of the enum member in the code: Held, Paid, Sold, Available ...

-- == Grain state ==

-- One row for each grain, written by our batching writer and by Orleans' stock provider alike. The primary key refuses a
-- second first write of the same grain; the version refuses every later write of an outdated activation.
-- There is no index but the key, and each page has free room, so that an update stays on its page and touches no index (HOT).
create table grain_state(
    service_id text collate "C" not null,
    grain_type text collate "C" not null,
    grain_key text collate "C" not null,
    state jsonb,
    version integer not null,
    modified_on timestamptz not null default now(),
    primary key(service_id, grain_type, grain_key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- == Journal and reservations ==

-- The events of users' money and reservations; rows are appended and never changed. The primary key lets only one activation
-- write each seq; the unique index reserves an idempotency key for its user forever.
-- The body is json, not jsonb: json stores the text of the event as it was written, with its kind first.
create table user_journal(
    user_id text collate "C" not null,
    seq bigint not null check (seq > 0),
    kind text collate "C" not null,
    at timestamptz not null,
    amount bigint not null,
    balance bigint not null check (balance >= 0),
    reference text collate "C",
    idem_key text collate "C",
    fingerprint text collate "C",
    body json not null,
    primary key(user_id, seq)
);

create unique index user_journal_idem_key on user_journal(user_id, idem_key) where idem_key is not null;

-- A projection of the journal: the present status of each reservation, with the terms of its "reserved" event. It is written
-- in the transaction of the journal row that changes it, so the two never differ. The seat map compares all seats of a
-- performance with it in one query; rules never read it.
create table reservation(
    reservation_id text collate "C" not null primary key,
    user_id text collate "C" not null,
    performance_id text collate "C" not null,
    status text collate "C" not null,
    until timestamptz not null,
    seat_ids jsonb not null,
    amount bigint not null,
    updated_at timestamptz not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

create index reservation_performance on reservation(performance_id, status);

-- == Queues ==

-- One row for each place in the queue of a concert; places count 1, 2, 3 ... without a gap. The status (PlaceStatus in the code)
-- only moves forward: Waiting -> Departed (the user left), or Waiting -> Admitted (the user has a slot) -> Claimed (the user
-- has shown up) -> Ended; a slot that is never claimed goes from Admitted to Ended. An update names the status that it
-- starts from, so two activations cannot both move the same place.
-- A place changes about three times; the free room on its page keeps each update on the page and out of the key's index (HOT).
create table queue_place(
    concert_id text collate "C" not null,
    place bigint not null check (place > 0),
    user_id text collate "C" not null,
    status text collate "C" not null,
    joined_at timestamptz not null,
    departed_at timestamptz,
    admitted_at timestamptz,
    active_until timestamptz,
    ended_at timestamptz,
    primary key(concert_id, place)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- == Catalog ==

-- "Newest first" is the order of concert_seq: the clocks of several silos give no order.
create table concert(
    concert_seq bigint generated always as identity primary key,
    concert_id text collate "C" not null unique,
    title text not null,
    artist text not null,
    venue text not null
);

create table performance(
    performance_id text collate "C" not null primary key,
    concert_id text collate "C" not null references concert(concert_id),
    ordinal integer not null,
    starts_at timestamptz not null,
    sales_open_at timestamptz not null,
    unique(concert_id, ordinal)
);

create table section(
    performance_id text collate "C" not null references performance(performance_id),
    ordinal integer not null,
    name text not null,
    row_count integer not null check (row_count > 0),
    seats_per_row integer not null check (seats_per_row > 0),
    price bigint not null check (price >= 0),
    primary key(performance_id, ordinal)
);

-- == Views for people who query in SQL; nothing in the service reads them ==

create view seat as
select
    service_id,
    substr(grain_key, 1, strpos(grain_key, '/') - 1) as performance_id,
    substr(grain_key, strpos(grain_key, '/') + 1) as seat_id,
    coalesce(state ->> 'status', 'Available') as status,
    state ->> 'reservationId' as reservation_id,
    state ->> 'userId' as user_id,
    (state ->> 'until')::timestamptz as held_until,
    version
from grain_state
where grain_type = 'seat';

create view ledger as
select user_id, seq, kind, at, amount, balance, reference as reservation_id
from user_journal
where kind in ('charged', 'paid', 'refunded');

create view payment as
select
    paid.body ->> 'paymentId' as payment_id,
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
);

-- The provider passes the state as bytes; the table stores JSON, so that SQL can read it. A key always begins with '='
-- (StockGrainStorage explains why); a key without it becomes null, which the table refuses. Each query is one statement and so
-- its own transaction. When the version guard fails, the query returns no row, which Orleans reports as inconsistent state.
-- That holds also for the second of two first writes: it waits for the first one and then finds its row.
insert into OrleansQuery(QueryKey, QueryText) values
('ReadFromStorageKey', '
    select convert_to(state::text, ''UTF8'') as PayloadBinary, version as Version
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
        convert_from(@PayloadBinary, ''UTF8'')::jsonb,
        1
    where @GrainStateVersion is null or exists (
        select 1 from grain_state
        where service_id = @ServiceId and grain_type = @GrainTypeString
            and grain_key = substr(@GrainIdExtensionString, 2))
    on conflict(service_id, grain_type, grain_key) do update
    set state = excluded.state, version = g.version + 1, modified_on = now()
    where g.version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
    update grain_state
    set state = null, version = version + 1, modified_on = now()
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

-- == Orleans: membership ==

-- One version row for each cluster, and one row for each silo. A statement that changes a silo's row also increments the
-- version; if the version is not the expected one, the statement changes nothing.
create table OrleansMembershipVersionTable(
    DeploymentId text collate "C" not null primary key,
    Timestamp timestamptz not null default now(),
    Version integer not null default 0
) with (fillfactor = 50);

create table OrleansMembershipTable(
    DeploymentId text collate "C" not null references OrleansMembershipVersionTable(DeploymentId),
    Address text collate "C" not null,
    Port integer not null,
    Generation integer not null,
    SiloName text not null,
    HostName text not null,
    Status integer not null,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz not null,
    IAmAliveTime timestamptz not null,
    primary key(DeploymentId, Address, Port, Generation)
) with (fillfactor = 50);

insert into OrleansQuery(QueryKey, QueryText) values
('InsertMembershipVersionKey', '
    with added as (
        insert into OrleansMembershipVersionTable(DeploymentId) values (@DeploymentId)
        on conflict(DeploymentId) do nothing
        returning 1)
    select count(*) from added
'),
('InsertMembershipKey', '
    with moved as (
        update OrleansMembershipVersionTable
        set Timestamp = now(), Version = Version + 1
        where DeploymentId = @DeploymentId and Version = @Version and not exists (
            select 1 from OrleansMembershipTable
            where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
        returning DeploymentId),
    added as (
        insert into OrleansMembershipTable(
            DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        select
            DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
            @IAmAliveTime
        from moved
        returning 1)
    select count(*) from added
'),
('UpdateMembershipKey', '
    with moved as (
        update OrleansMembershipVersionTable
        set Timestamp = now(), Version = Version + 1
        where DeploymentId = @DeploymentId and Version = @Version and exists (
            select 1 from OrleansMembershipTable
            where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
        returning DeploymentId),
    changed as (
        update OrleansMembershipTable as m
        set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
        from moved
        where m.DeploymentId = moved.DeploymentId
            and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
        returning 1)
    select count(*) from changed
'),
('UpdateIAmAlivetimeKey', '
    update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
    where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
'),
-- Returns the version row even if there is no such silo.
('MembershipReadRowKey', '
    select
        v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
        m.StartTime, m.IAmAliveTime, v.Version
    from OrleansMembershipVersionTable as v
    left join OrleansMembershipTable as m
        on m.DeploymentId = v.DeploymentId
            and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
    where v.DeploymentId = @DeploymentId
'),
('MembershipReadAllKey', '
    select
        v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
        m.StartTime, m.IAmAliveTime, v.Version
    from OrleansMembershipVersionTable as v
    left join OrleansMembershipTable as m on m.DeploymentId = v.DeploymentId
    where v.DeploymentId = @DeploymentId
'),
('DeleteMembershipTableEntriesKey', '
    delete from OrleansMembershipTable where DeploymentId = @DeploymentId;
    delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId
'),
('GatewaysQueryKey', '
    select Address, ProxyPort, Generation
    from OrleansMembershipTable
    where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0
'),
-- Deletes silos that are not active (status 3) and have not reported to be alive since the given time.
('CleanupDefunctSiloEntriesKey', '
    delete from OrleansMembershipTable
    where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status <> 3
');

-- == Orleans: reminders ==

-- One row for each performance with open holds.
create table OrleansRemindersTable(
    ServiceId text collate "C" not null,
    GrainId text collate "C" not null,
    ReminderName text collate "C" not null,
    StartTime timestamptz not null,
    Period bigint not null,
    GrainHash integer not null,
    Version integer not null,
    primary key(ServiceId, GrainId, ReminderName)
);

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
    with deleted as (
        delete from OrleansRemindersTable
        where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version
        returning 1)
    select count(*) from deleted
'),
('DeleteReminderRowsKey', '
    delete from OrleansRemindersTable where ServiceId = @ServiceId
');
