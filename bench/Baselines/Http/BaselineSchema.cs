namespace Concert.Bench.Baselines;

/// <summary>Tables of the same shape as the service's, tuned: keys that sort by bytes, free space on pages, partial indexes.</summary>
internal static class BaselineSchema
{
    private const string Tables = """
        create table wallet(
            user_id text collate "C" primary key,
            balance bigint not null check (balance >= 0)
        ) with (fillfactor = 70);

        -- Each command that moved money or took a seat, with its idempotency key.
        create table journal(
            entry_id bigint generated always as identity primary key,
            user_id text collate "C" not null,
            kind text collate "C" not null,
            amount bigint not null,
            balance bigint,
            reference text collate "C",
            idem_key text collate "C" not null,
            fingerprint text collate "C" not null,
            at timestamptz not null default now()
        );
        create unique index journal_key on journal(user_id, idem_key);

        create table performance(
            performance_id text collate "C" primary key,
            concert_id text collate "C" not null,
            starts_at timestamptz not null,
            sales_open_at timestamptz not null
        );

        create table seat(
            performance_id text collate "C" not null,
            seat_id text collate "C" not null,
            section text not null,
            row_number integer not null,
            number integer not null,
            price bigint not null,
            status text collate "C" not null default 'available',
            reservation_id text collate "C",
            held_until timestamptz,
            primary key(performance_id, seat_id)
        ) with (fillfactor = 70);

        create table reservation(
            reservation_id text collate "C" primary key,
            user_id text collate "C" not null,
            performance_id text collate "C" not null,
            seat_ids text[] not null,
            amount bigint not null,
            status text collate "C" not null,
            queue_token text collate "C" not null,
            created_at timestamptz not null default now(),
            held_until timestamptz not null,
            paid_at timestamptz
        ) with (fillfactor = 80);
        create index reservation_user on reservation(user_id, performance_id);

        create table queue_token(
            place bigint generated always as identity primary key,
            token text collate "C" not null unique,
            concert_id text collate "C" not null,
            user_id text collate "C" not null,
            active_until timestamptz,
            ended boolean not null default false,
            unique(concert_id, user_id)
        ) with (fillfactor = 80);
        create index queue_token_waiting on queue_token(concert_id, place) where active_until is null and not ended;
        create index queue_token_active on queue_token(concert_id, place) where active_until is not null and not ended;
        """;

    public static Task CreateAsync(NpgsqlDataSource database) => database.ExecuteAsync(Tables);
}
