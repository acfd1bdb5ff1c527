-- What Orleans' ADO.NET providers ask for: they find the text of each query here by its key, and rely on the names of
-- parameters and result columns alone. The texts are ours, the keys and names are Orleans' contract (10.4).
create table OrleansQuery(
    QueryKey text not null primary key,
    QueryText text not null
);

-- Grain state. The payload arrives and leaves as bytes and stands as JSON, so that SQL can read it. The key always
-- comes marked with '=' (StockGrainStorage says why); one without the mark is refused as null. One statement each: it
-- is its own transaction. No row comes back when the version guard fails, which Orleans takes as inconsistent state:
-- also for the second of two first writes, which waits for the other and then finds its row.
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

-- Membership: one version row a cluster, and one row a silo. Whoever changes a silo's row also moves the version on, in
-- one statement: where the version is not the expected one, nothing at all is changed.
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
-- The version row comes back even where no silo does.
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
-- 3 is Active: a silo that is not, and has not been heard of since, is history.
('CleanupDefunctSiloEntriesKey', '
    delete from OrleansMembershipTable
    where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status <> 3
');

-- Reminders: one row for each performance with open holds.
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
    with gone as (
        delete from OrleansRemindersTable
        where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version
        returning 1)
    select count(*) from gone
'),
('DeleteReminderRowsKey', '
    delete from OrleansRemindersTable where ServiceId = @ServiceId
');
