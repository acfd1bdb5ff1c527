-- Who is in the cluster. Orleans' extended membership protocol: each change of a silo's row goes with a step of the
-- cluster's version, both or neither, so that of two silos that judge at once one judges again. The guard is the update of
-- the version row: it locks it, and finds nothing when somebody else was quicker.
create table OrleansMembershipVersionTable(
    DeploymentId varchar(150) not null primary key,
    Timestamp timestamptz(3) not null default now(),
    Version integer not null default 0
);

create table OrleansMembershipTable(
    DeploymentId varchar(150) not null references OrleansMembershipVersionTable(DeploymentId),
    Address varchar(45) not null,
    Port integer not null,
    Generation integer not null,
    SiloName varchar(150) not null,
    HostName varchar(150) not null,
    Status integer not null,
    ProxyPort integer,
    SuspectTimes varchar(8000),
    StartTime timestamptz(3) not null,
    IAmAliveTime timestamptz(3) not null,
    primary key(DeploymentId, Address, Port, Generation)
) with (fillfactor = 70);

insert into OrleansQuery(QueryKey, QueryText) values
('InsertMembershipVersionKey', '
    with made as (
        insert into OrleansMembershipVersionTable(DeploymentId) values (@DeploymentId)
        on conflict(DeploymentId) do nothing
        returning 1)
    select count(*)::integer as row_count from made
'),
('InsertMembershipKey', '
    with stepped as (
        update OrleansMembershipVersionTable
        set Timestamp = now(), Version = Version + 1
        where DeploymentId = @DeploymentId and Version = @Version and not exists (
            select 1 from OrleansMembershipTable as m
            where m.DeploymentId = @DeploymentId and m.Address = @Address and m.Port = @Port
                and m.Generation = @Generation)
        returning 1),
    made as (
        insert into OrleansMembershipTable(
            DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        select
            @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
            @IAmAliveTime
        from stepped
        returning 1)
    select count(*)::integer as row_count from made
'),
('UpdateMembershipKey', '
    with stepped as (
        update OrleansMembershipVersionTable
        set Timestamp = now(), Version = Version + 1
        where DeploymentId = @DeploymentId and Version = @Version and exists (
            select 1 from OrleansMembershipTable as m
            where m.DeploymentId = @DeploymentId and m.Address = @Address and m.Port = @Port
                and m.Generation = @Generation)
        returning 1),
    changed as (
        update OrleansMembershipTable
        set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
        where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
            and exists (select 1 from stepped)
        returning 1)
    select count(*)::integer as row_count from changed
'),
('UpdateIAmAlivetimeKey', '
    update OrleansMembershipTable
    set IAmAliveTime = @IAmAliveTime
    where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
'),
-- The version comes back also where there is no such silo.
('MembershipReadRowKey', '
    select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
        m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
    from OrleansMembershipVersionTable as v
    left join OrleansMembershipTable as m
        on m.DeploymentId = v.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
    where v.DeploymentId = @DeploymentId
'),
('MembershipReadAllKey', '
    select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
        m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
    from OrleansMembershipVersionTable as v
    left join OrleansMembershipTable as m on m.DeploymentId = v.DeploymentId
    where v.DeploymentId = @DeploymentId
'),
('GatewaysQueryKey', '
    select Address, ProxyPort, Generation
    from OrleansMembershipTable
    where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0
'),
('DeleteMembershipTableEntriesKey', '
    delete from OrleansMembershipTable where DeploymentId = @DeploymentId;
    delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId
'),
('CleanupDefunctSiloEntriesKey', '
    delete from OrleansMembershipTable
    where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status != 3
');
