namespace Concert.Bench.Baselines;

/// <summary>
/// Tables of the same shape as the service's: a row per seat, a row per wallet with its ledger, a row per reservation. As in the
/// service's tables, pages have free space so that updates stay on their page. The baselines check no idempotency keys and store
/// no response bodies: they do less than the service, never more.
/// </summary>
internal static class BaselineTables
{
    private const string Create = """
        create schema baseline;

        create table baseline.seat(
            seat_key text collate "C" not null primary key,
            status text collate "C" not null,
            reservation_id text collate "C",
            user_id text collate "C",
            until timestamptz,
            version integer not null
        ) with (fillfactor = 70);

        create table baseline.wallet(
            user_id text collate "C" not null primary key,
            balance bigint not null check (balance >= 0),
            version bigint not null
        ) with (fillfactor = 70);

        create table baseline.ledger(
            user_id text collate "C" not null,
            seq bigint not null,
            kind text collate "C" not null,
            at timestamptz not null default now(),
            amount bigint not null,
            balance bigint not null,
            reference text collate "C",
            primary key(user_id, seq)
        );

        create table baseline.reservation(
            reservation_id text collate "C" not null primary key,
            user_id text collate "C" not null,
            seat_key text collate "C" not null,
            status text collate "C" not null,
            amount bigint not null,
            until timestamptz not null
        ) with (fillfactor = 70);

        create table baseline.place(
            concert_id text collate "C" not null,
            place bigint generated always as identity,
            user_id text collate "C" not null,
            joined_at timestamptz not null default now(),
            primary key(concert_id, place)
        );

        create table baseline.counter(
            id integer not null primary key,
            value bigint not null
        ) with (fillfactor = 50);
        """;

    public static Task CreateAsync(NpgsqlDataSource sql) => sql.ExecuteAsync(Create);
}
