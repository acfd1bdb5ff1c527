-- Version 3 of the schema: the opening of a queue, with its lobby and its draw.

-- When users can join the concert's queue; null: the setting Queue:LobbyBefore before the first sale.
alter table concert add column lobby_opens_at text;

-- The secret of the draw among those who join before the first sale, 32 bytes in lower-case hex. The service publishes its hash at
-- once and the seed after the draw. Null: no draw, first come, first served. Concerts of earlier versions have none.
alter table concert add column draw_seed text;

-- From this version on, places of queue_place can be missing: the row of a departed place that was never admitted is deleted once the line
-- has passed it, but never that of the highest place. The stored progress of the queue counts them before they are deleted.

-- When the user of a slot was first seen. Earlier versions did not write it.
alter table queue_place add column claimed_at text;

-- When the turn of a place was passed over, because its user was away or as many users of the same address had been admitted as the
-- queue allows in a minute. The place goes on waiting, in front of the line.
alter table queue_place add column passed_over_at text;

-- When the slot of a place ended because nobody claimed it in time, and when its user came back: Ended -> Waiting, once, in front of the
-- line. The times of the first turn stay until the second one sets them anew.
alter table queue_place add column missed_at text;
alter table queue_place add column returned_at text;

-- A keyed hash of the address that the user joined from; 0: not known.
alter table queue_place add column address_tag integer not null default 0;

-- The user asked to be called, and has more time to claim the slot.
alter table queue_place add column call_me integer not null default 0;

-- The presale of a concert, if it ever had one. Each write of its codes or uses raises the version: an activation that was replaced
-- can write no more.
create table presale(
    concert_id text not null primary key,
    version integer not null
);

-- The codes that a concert's queue needs, each as a hash (SHA-256 of the concert's id and the code, in lower-case hex), and how many
-- users may join with it.
create table presale_code(
    concert_id text not null,
    code_hash text not null,
    joins integer not null check (joins >= 0),
    primary key (concert_id, code_hash)
);

-- Who joined with a code: each user of a concert once. The uses of a code are numbered 1, 2, 3 … They stay when the code is removed.
create table presale_use(
    concert_id text not null,
    code_hash text not null,
    number integer not null check (number > 0),
    user_id text not null,
    primary key (concert_id, code_hash, number),
    unique (concert_id, user_id)
);

-- The IANA time zone of the venue; null: the setting Catalog:TimeZone. Concerts of earlier versions have none.
alter table concert add column time_zone text;

-- When the sale of the performance ends; null: at its start. Performances of earlier versions have none.
alter table performance add column sales_close_at text;

-- The recovery code of a user, if they ever asked for one: what brings their tickets and wallet to another device. The code itself is
-- nowhere; its hash (SHA-256 of its 12 signs, in lower-case hex) finds the user. A new code replaces the old one. The time of the
-- last use stays, whichever code it was.
create table recovery_code(
    user_id text not null primary key,
    code_hash text not null unique,
    name text not null,
    made_at text not null,
    used_at text
);

-- The booking number of a reservation: what people type and read aloud. Null for reservations of earlier versions, and for those that
-- were never made. The index finds a reservation by its number, and refuses a number that is taken.
alter table reservation add column number text;
create unique index if not exists reservation_number on reservation(number) where number is not null;

-- What a door fetches before a performance: its paid and refunded reservations, page by page, and of each the tickets that were used. The
-- first index has the order of the pages; the second one has only the rows of check-ins.
create index if not exists reservation_tickets on reservation(performance_id, reservation_id) where status in ('Paid', 'Refunded');
create index if not exists user_journal_checked_in on user_journal(reference) where kind = 'checked_in';

-- Whether seats that a user names must not leave one seat alone. Concerts of earlier versions allow it.
alter table concert add column refuses_lone_seats integer not null default 0;
