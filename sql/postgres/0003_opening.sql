-- Version 3 of the schema: the opening of a queue, with its lobby and its draw.

-- A lock that can't be had at once holds up every later writer: the migrator tries again.
set local lock_timeout = '2s';

-- When users can join the concert's queue; null: the setting Queue:LobbyBefore before the first sale.
alter table concert add column if not exists lobby_opens_at timestamptz;

-- The secret of the draw among those who join before the first sale, 32 bytes in lower-case hex. The service publishes its hash at
-- once and the seed after the draw. Null: no draw, first come, first served. Concerts of earlier versions have none.
alter table concert add column if not exists draw_seed text;

-- From this version on, places of queue_place can be missing: the row of a departed place that was never admitted is deleted once the line
-- has passed it, but never that of the highest place. The stored progress of the queue counts them before they are deleted.

-- When the user of a slot was first seen. Earlier versions did not write it.
alter table queue_place add column if not exists claimed_at timestamptz;

-- When the turn of a place was passed over, because its user was away or as many users of the same address had been admitted as the
-- queue allows in a minute. The place goes on waiting, in front of the line.
alter table queue_place add column if not exists passed_over_at timestamptz;

-- When the slot of a place ended because nobody claimed it in time, and when its user came back: Ended -> Waiting, once, in front of the
-- line. The times of the first turn stay until the second one sets them anew.
alter table queue_place add column if not exists missed_at timestamptz;
alter table queue_place add column if not exists returned_at timestamptz;

-- A keyed hash of the address that the user joined from; 0: not known.
alter table queue_place add column if not exists address_tag bigint not null default 0;

-- The user asked to be called, and has more time to claim the slot.
alter table queue_place add column if not exists call_me boolean not null default false;

-- The presale of a concert, if it ever had one. Each write of its codes or uses raises the version: an activation that was replaced
-- can write no more.
create table if not exists presale(
    concert_id text not null primary key,
    version bigint not null
);

-- The codes that a concert's queue needs, each as a hash (SHA-256 of the concert's id and the code, in lower-case hex), and how many
-- users may join with it.
create table if not exists presale_code(
    concert_id text not null,
    code_hash text not null,
    joins integer not null check (joins >= 0),
    primary key (concert_id, code_hash)
);

-- Who joined with a code: each user of a concert once. The uses of a code are numbered 1, 2, 3 … They stay when the code is removed.
create table if not exists presale_use(
    concert_id text not null,
    code_hash text not null,
    number integer not null check (number > 0),
    user_id text not null,
    primary key (concert_id, code_hash, number),
    unique (concert_id, user_id)
);

-- The IANA time zone of the venue; null: the setting Catalog:TimeZone. Concerts of earlier versions have none.
alter table concert add column if not exists time_zone text;

-- When the sale of the performance ends; null: at its start. Performances of earlier versions have none.
alter table performance add column if not exists sales_close_at timestamptz;

-- The recovery code of a user, if they ever asked for one: what brings their tickets and wallet to another device. The code itself is
-- nowhere; its hash (SHA-256 of its 12 signs, in lower-case hex) finds the user. A new code replaces the old one. The time of the
-- last use stays, whichever code it was.
create table if not exists recovery_code(
    user_id text not null primary key,
    code_hash text not null unique,
    name text not null,
    made_at timestamptz not null,
    used_at timestamptz
);

-- The booking number of a reservation: what people type and read aloud. Null for reservations of earlier versions, and for those that
-- were never made. The index finds a reservation by its number, and refuses a number that is taken.
alter table reservation add column if not exists number text collate "C";
create unique index if not exists reservation_number on reservation(number) where number is not null;

-- What a door fetches before a performance: its paid and refunded reservations, page by page, and of each the tickets that were used. The
-- first index has the order of the pages; the second one has only the rows of check-ins.
create index if not exists reservation_tickets on reservation(performance_id, reservation_id) where status in ('Paid', 'Refunded');
create index if not exists user_journal_checked_in on user_journal(reference) where kind = 'checked_in';

-- Whether seats that a user names must not leave one seat alone. Concerts of earlier versions allow it.
alter table concert add column if not exists refuses_lone_seats boolean not null default false;
