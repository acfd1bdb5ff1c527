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
create table reservation_fate(
    reservation_id text not null primary key,
    user_id text not null,
    performance_id text not null,
    status text not null,
    until text not null,
    seat_ids text not null,
    amount integer not null,
    updated_at text not null
) strict, without rowid;

create index reservation_fate_performance on reservation_fate(performance_id, status);

create table queue_place(
    concert_id text not null,
    place integer not null check (place > 0),
    user_id text not null,
    joined_at text not null,
    departed_at text,
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

create view reservation as
select reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at
from reservation_fate;

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
