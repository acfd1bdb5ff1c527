using System.Net;

namespace Concert.Presale;

/// <summary>Presale codes over HTTP: what organizers set, and what it takes to join.</summary>
[Collection(nameof(ApiFixture))]
public sealed class PresaleEndpointsTests(ApiFixture api)
{
    private const string Code = "9KXW-2H7M-QTRD";

    private Caller Admin => api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey);

    [Fact]
    public async Task Without_a_code_joining_is_refused_and_with_one_a_user_gets_a_place()
    {
        var concert = await PresaleAsync((Code, 2));
        var user = await api.Host.UserAsync();

        (await JoinAsync(user, concert)).Refused(403, "presale_code_required");
        Assert.True((await QueueAsync(concert)).Json["presale"]!.GetValue<bool>());
        Assert.Equal(0, (await QueueAsync(concert)).Number("waiting"));

        (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);
        Assert.Equal((1, 2, 1), await NumbersAsync(concert));
    }

    [Fact]
    public async Task A_wrong_code_and_a_code_of_another_concert_are_not_valid_and_leave_nothing()
    {
        var (concert, other) = (await PresaleAsync((Code, 2)), await PresaleAsync(("theirs-and-not-ours", 1)));
        var user = await api.Host.UserAsync();

        (await JoinAsync(user, concert, "9KXW-2H7M-QTRE")).Refused(403, "presale_code_invalid");
        (await JoinAsync(user, concert, Code.ToLowerInvariant())).Refused(403, "presale_code_invalid");
        (await JoinAsync(user, concert, "theirs-and-not-ours")).Refused(403, "presale_code_invalid");

        Assert.Equal((1, 2, 0), await NumbersAsync(concert));
        Assert.Equal((1, 1, 0), await NumbersAsync(other));
        (await JoinAsync(user, other, "theirs-and-not-ours")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_code_that_another_user_used_up_is_refused()
    {
        var concert = await PresaleAsync((Code, 1));
        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);
        var late = await api.Host.UserAsync();

        (await JoinAsync(late, concert, Code)).Refused(409, "presale_code_used_up");
        (await JoinAsync(late, concert)).Refused(403, "presale_code_required");
        Assert.Equal((1, 1, 1), await NumbersAsync(concert));
    }

    [Fact]
    public async Task A_user_with_a_place_needs_no_code_and_one_who_left_uses_no_second_join()
    {
        var concert = await PresaleAsync((Code, 1), ("another-code-of-it", 1));
        var user = await api.Host.UserAsync();
        var joined = (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);

        // On another device: without the queue token.
        (await JoinAsync(user, concert)).Granted();
        (await JoinAsync(user, concert, "not-a-code-at-all")).Granted();
        var here = user.With("Queue-Token", joined.Text("token"));
        (await JoinAsync(here, concert)).Granted();
        (await here.DeleteAsync("/v1/queue-tokens/current")).Granted(HttpStatusCode.NoContent);

        (await JoinAsync(user, concert)).Refused(403, "presale_code_required");
        (await JoinAsync(here, concert)).Refused(403, "presale_code_required");
        (await JoinAsync(user, concert, "another-code-of-it")).Granted(HttpStatusCode.Created);
        Assert.Equal((2, 2, 1), await NumbersAsync(concert));
    }

    [Fact]
    public async Task A_concert_without_codes_needs_none_and_takes_no_notice_of_one()
    {
        var concert = await api.Host.ConcertAsync();

        Assert.False((await QueueAsync(concert)).Json["presale"]!.GetValue<bool>());
        (await JoinAsync(await api.Host.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);
        Assert.Equal((0, 0, 0), await NumbersAsync(concert));
    }

    [Fact]
    public async Task The_codes_are_removed_and_anyone_joins()
    {
        var concert = await PresaleAsync((Code, 1));
        (await JoinAsync(await api.Host.UserAsync(), concert)).Refused(403, "presale_code_required");

        (await Admin.DeleteAsync(Path(concert))).Granted(HttpStatusCode.NoContent);
        (await Admin.DeleteAsync(Path(concert))).Granted(HttpStatusCode.NoContent);

        (await JoinAsync(await api.Host.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        Assert.False((await QueueAsync(concert)).Json["presale"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_same_list_again_changes_nothing_and_new_numbers_of_joins_are_in_force_at_once()
    {
        var concert = await PresaleAsync((Code, 1), ("another-code-of-it", 1));
        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);

        var again = (await SetAsync(concert, (Code, 1), ("another-code-of-it", 1))).Granted();
        Assert.Equal((2, 2, 1), NumbersOf(again));

        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Refused(409, "presale_code_used_up");
        Assert.Equal((2, 3, 1), NumbersOf((await SetAsync(concert, (Code, 2))).Granted()));
        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);
        // Nobody else: but two have joined.
        Assert.Equal((2, 3, 2), NumbersOf((await SetAsync(concert, (Code, 0))).Granted()));
        (await JoinAsync(await api.Host.UserAsync(), concert, Code)).Refused(409, "presale_code_used_up");
    }

    [Fact]
    public async Task A_code_is_not_used_before_the_lobby()
    {
        var concert = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromHours(2));
        (await SetAsync(concert, (Code, 1))).Granted();
        var user = await api.Host.UserAsync();

        (await JoinAsync(user, concert)).Refused(409, "queue_not_open");
        (await JoinAsync(user, concert, Code)).Refused(409, "queue_not_open");
        (await JoinAsync(user, concert, "not-a-code-at-all")).Refused(409, "queue_not_open");
        Assert.Equal((1, 1, 0), await NumbersAsync(concert));

        api.Host.Time.Advance(TimeSpan.FromMinutes(91));
        (await JoinAsync(user, concert)).Refused(403, "presale_code_required");
        Assert.Equal("lobby", (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created).Text("status"));
    }

    [Theory]
    [InlineData("""{"presaleCode":""}""")]
    [InlineData("""{"presaleCode":"7-chars"}""")]
    [InlineData("""{"presaleCode":"with a blank"}""")]
    [InlineData("""{"presaleCode":"코드코드코드코드"}""")]
    [InlineData("""{"presaleCode":"control\u0007character"}""")]
    [InlineData("""{"presaleCode":"0123456789012345678901234567890123456789012345678901234567890123456789"}""")]
    [InlineData("""{"presaleCode":12345678}""")]
    [InlineData("""{"presaleCode":["9KXW-2H7M-QTRD"]}""")]
    public async Task A_text_that_can_be_no_code_is_refused_and_gives_no_place(string body)
    {
        var concert = await PresaleAsync((Code, 1));
        var user = await api.Host.UserAsync();

        (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens", body)).Refused(400, "invalid_request");

        Assert.Equal((1, 1, 0), await NumbersAsync(concert));
        (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{}""", "codes")]
    [InlineData("""{"codes":null}""", "codes")]
    [InlineData("""{"codes":[]}""", "codes")]
    [InlineData("""{"codes":[null]}""", "codes[0]")]
    [InlineData("""{"codes":[{"code":"good-enough","joins":1},{"code":"short","joins":1}]}""", "codes[1].code")]
    [InlineData("""{"codes":[{"code":"good-enough","joins":1},{"code":"good-enough","joins":2}]}""", "codes[1].code")]
    [InlineData("""{"codes":[{"code":"good-enough","joins":-1}]}""", "codes[0].joins")]
    [InlineData("""{"codes":[{"code":"good-enough","joins":100001}]}""", "codes[0].joins")]
    public async Task A_list_with_a_fault_changes_nothing(string body, string field)
    {
        var concert = await PresaleAsync((Code, 1));

        var refused = (await Admin.SendAsync(HttpMethod.Put, Path(concert), body)).Refused(400, "invalid_request");

        Assert.Contains(field, refused.Json["errors"]!.AsObject().Select(error => error.Key));
        Assert.DoesNotContain("good-enough", refused.BodyText, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), await NumbersAsync(concert));
    }

    [Fact]
    public async Task A_list_has_at_most_a_thousand_codes_and_64_KiB()
    {
        var concert = await api.Host.ConcertAsync();
        (string, int)[] most = [.. Enumerable.Range(0, 1_001).Select(number => ($"code-{number:D6}", 1))];

        (await SetAsync(concert, most)).Refused(400, "invalid_request");
        var long64 = Enumerable.Range(0, 1_000).Select(number => ($"{number:D6}{new string('x', 58)}", 1));
        (await SetAsync(concert, [.. long64])).Refused(413, "payload_too_large");
        Assert.Equal((0, 0, 0), await NumbersAsync(concert));

        Assert.Equal((1_000, 1_000, 0), NumbersOf((await SetAsync(concert, most[..1_000])).Granted()));
        (await JoinAsync(await api.Host.UserAsync(), concert, "code-000999")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Only_administrators_see_and_change_codes_and_nobody_reads_one()
    {
        var concert = await PresaleAsync((Code, 1));
        var user = await api.Host.UserAsync();

        (await user.GetAsync(Path(concert))).Refused(403, "admin_only");
        (await user.DeleteAsync(Path(concert))).Refused(403, "admin_only");
        (await user.SendAsync(HttpMethod.Put, Path(concert), """{"codes":[{"code":"my-own-code","joins":1}]}""")).Refused(403, "admin_only");
        (await user.With("Admin-Key", "not-the-key-of-the-tests").DeleteAsync(Path(concert))).Refused(403, "admin_only");

        var read = (await Admin.GetAsync(Path(concert))).Granted();
        Assert.DoesNotContain(Code, read.BodyText, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), NumbersOf(read));
    }

    [Fact]
    public async Task A_concert_that_does_not_exist_has_no_codes()
    {
        TestConcert none = new("c_none", "p_none");

        (await Admin.GetAsync(Path(none))).Refused(404, "concert_not_found");
        (await Admin.DeleteAsync(Path(none))).Refused(404, "concert_not_found");
        (await SetAsync(none, (Code, 1))).Refused(404, "concert_not_found");
    }

    private static string Path(TestConcert concert) => $"/v1/concerts/{concert.ConcertId}/presale-codes";

    private static Task<Answer> JoinAsync(Caller user, TestConcert concert, string? code = null) =>
        user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens", code is null ? null : new { presaleCode = code });

    private static (long Codes, long Joins, long Used) NumbersOf(Answer answer) =>
        (answer.Number("codes"), answer.Number("joins"), answer.Number("used"));

    private async Task<(long Codes, long Joins, long Used)> NumbersAsync(TestConcert concert) =>
        NumbersOf((await Admin.GetAsync(Path(concert))).Granted());

    private Task<Answer> QueueAsync(TestConcert concert) => Admin.GetAsync($"/v1/concerts/{concert.ConcertId}/queue");

    private Task<Answer> SetAsync(TestConcert concert, params (string Code, int Joins)[] codes) => Admin.SendAsync(
        HttpMethod.Put, Path(concert), new { codes = codes.Select(each => new { code = each.Code, joins = each.Joins }) });

    private async Task<TestConcert> PresaleAsync(params (string Code, int Joins)[] codes)
    {
        var concert = await api.Host.ConcertAsync();
        (await SetAsync(concert, codes)).Granted();
        return concert;
    }
}
