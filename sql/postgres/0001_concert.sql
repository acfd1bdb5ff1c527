-- The service's own tables, for PostgreSQL 15 or newer. Released: never edited, followed by 0002 and so on.
--
-- The same tables, views and column names as in sql/sqlite. Times are timestamptz: microseconds. Ids compare byte by byte
-- (collate "C"): ranges of keys mean the same on every machine, and comparing is cheap.
-- Statuses are the names of the enums in the code: Held, Paid, Sold, Available ...

-- The state of grains, one row a grain, for our batching writer and for Orleans' stock provider alike. The primary key is
-- what refuses a second first write of one grain; the version refuses every later write of an outdated activation.
-- No index but the key, and room on each page: an update then stays on its page and touches no index (HOT).
create table grain_state(
    service_id text collate "C" not null,
    grain_type text collate "C" not null,
    grain_key text collate "C" not null,
    state jsonb,
    version integer not null,
    modified_on timestamptz not null default now(),
    primary key(service_id, grain_type, grain_key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- What happened to users' money and reservations; appended, never changed. The primary key lets one activation only
-- write each seq; the unique index makes a command's key its user's for good.
-- The body is json, not jsonb: the event stays as it was written, its kind first.
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

-- What a reservation came to, written in the transaction of the journal row that says so: one query then compares all
-- seats of a performance with it.
create table reservation_fate(
    reservation_id text collate "C" not null primary key,
    user_id text collate "C" not null,
    performance_id text collate "C" not null,
    status text collate "C" not null,
    until timestamptz not null,
    seat_ids jsonb not null,
    amount bigint not null,
    updated_at timestamptz not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

create index reservation_fate_performance on reservation_fate(performance_id, status);

create table queue_place(
    concert_id text collate "C" not null,
    place bigint not null check (place > 0),
    user_id text collate "C" not null,
    joined_at timestamptz not null,
    departed_at timestamptz,
    primary key(concert_id, place)
) with (fillfactor = 95);

-- The sequence is the order of "newest first": clocks of several silos are not.
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

-- For people who ask in SQL. Nothing in the service reads these views.

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

create view reservation as
select reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at
from reservation_fate;

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
