-- What Orleans' ADO.NET providers ask for: they find the text of each query here by its key, and rely on the names and
-- types of parameters and result columns alone. The texts are ours, the keys and names are Orleans' contract (10.4).
-- Each is one statement, and so its own transaction.
create table OrleansQuery(
    QueryKey varchar(64) not null primary key,
    QueryText varchar(8000) not null
);

-- Grain state. The payload arrives and leaves as bytes and stands as jsonb, so that SQL can read it. The key always
-- comes marked with '=' (StockGrainStorage says why); one without the mark is refused as null. No row comes back when
-- the version guard fails, which Orleans takes as inconsistent state.
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
        coalesce(@GrainStateVersion, 0) + 1
    where @GrainStateVersion is null or exists (
        select 1 from grain_state
        where service_id = @ServiceId and grain_type = @GrainTypeString
            and grain_key = substr(@GrainIdExtensionString, 2))
    on conflict(service_id, grain_type, grain_key) do update
    set state = excluded.state, version = excluded.version, modified_on = now()
    where g.version = excluded.version - 1
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

-- Reminders: one row for each performance with open holds.
create table OrleansRemindersTable(
    ServiceId varchar(150) not null,
    GrainId varchar(150) not null,
    ReminderName varchar(150) not null,
    StartTime timestamptz(3) not null,
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
    select count(*)::integer as row_count from gone
'),
('DeleteReminderRowsKey', '
    delete from OrleansRemindersTable where ServiceId = @ServiceId
');
