namespace Concert.Bench.Attacks;

/// <summary>
/// One address signs users up, so that each has the limit of a user, and sends as many requests as it can with all of them. Half of
/// the requests charge a wallet: the most that a request of one permit costs, because the service commits each charge.
/// </summary>
internal sealed class SelfMadeUsers : IAttack
{
    public string Name => "users";

    public string Title => $"{RequestFlood.Connections} self-made users of one address send as many requests as they can";

    public bool UsesBalancer => false;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end) =>
        new RequestFlood(target, tally, 200, 201).RunAsync(number => new SelfMadeUser(number).SendAsync, end);

    private sealed class SelfMadeUser(int number)
    {
        private readonly RawRequest _signUp = RawRequest.Post("/v1/users", $$"""{"name":"Attacker {{number}}"}""");
        private RawRequest? _read;
        private RawRequest? _charge;
        private long _count;

        public ValueTask<RawAnswer> SendAsync(RawConnection connection)
        {
            if (_read is null || _charge is null) return SignUpAsync(connection);
            return connection.SendAsync(++_count % 2 == 0 ? _read.Bytes : _charge.WithKey(_count));
        }

        private async ValueTask<RawAnswer> SignUpAsync(RawConnection connection)
        {
            var answer = await connection.SendAsync(_signUp.Bytes, keepsBody: true);
            if (answer.Status != 201) return answer;
            var authorization = ("Authorization", $"Bearer {answer.Text("accessToken")}");
            _read = RawRequest.Get("/v1/wallet", authorization);
            _charge = RawRequest.Post("/v1/wallet/charges", """{"amount":1}""", authorization, RawRequest.Key("attack"));
            return answer;
        }
    }
}
