using System.Net;
using Concert.Storage;

namespace Concert.Http;

[Collection(nameof(ApiFixture))]
public sealed class StrictJsonTests(ApiFixture api)
{
    private const string Section = "performances[0].sections[0]";

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"name":"Minji"} x""", "body")]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":1}""", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"\u3164"}""", "name")]
    [InlineData("""{"name":"\u200b\u200b"}""", "name")]
    [InlineData("""{"name":"Minji\u202e"}""", "name")]
    [InlineData("""{"Name":"Minji"}""", "Name")]
    [InlineData("""{"name":"Minji","age":30}""", "age")]
    [InlineData("""{"name":"Minji","name":"Jisoo"}""", "name")]
    public async Task An_invalid_user_is_refused_with_the_name_of_the_field(string body, string field)
    {
        var answer = (await api.Host.Anyone.PostAsync("/v1/users", body)).Refused(400, "invalid_request");

        Assert.Equal([field], answer.ErrorFields);
        Assert.DoesNotContain("Concert.", answer.BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title", "\"\"", "title")]
    [InlineData("title", "\"\u2800\"", "title")]
    [InlineData("artist", "\"A\u2066\"", "artist")]
    [InlineData("venue", "\"\u0301\"", "venue")]
    [InlineData("performances", """[{<sold>[{"name":"\u200b","rows":1,"seatsPerRow":1,"price":1}]}]""", Section + ".name")]
    [InlineData("performances", """[{<sold>[<R>,{"name":"r","rows":1,"seatsPerRow":1,"price":1}]}]""", "performances[0].sections")]
    [InlineData("performances", """[{<sold>[<R>,{"name":"\uff32","rows":1,"seatsPerRow":1,"price":1}]}]""", "performances[0].sections")]
    [InlineData("performances", """[{<sold>[<R>,{"name":"R\u200b","rows":1,"seatsPerRow":1,"price":1}]}]""", "performances[0].sections")]
    [InlineData("venue", "\"x\\ny\"", "venue")]
    [InlineData("performances", "[]", "performances")]
    [InlineData("performances", "[null]", "performances[0]")]
    [InlineData("performances", """[{"startsAt":"2020-01-01T00:00:00Z","sections":[<R>]}]""", "performances[0].startsAt")]
    [InlineData("performances", """[{"startsAt":"2027-06-01","sections":[<R>]}]""", "performances[0].startsAt")]
    [InlineData("performances", """[{"startsAt":"2027-06-01T19:00:00","sections":[<R>]}]""", "performances[0].startsAt")]
    [InlineData("performances", """[{<when>,"salesOpenAt":"2027-06-01T19:00:00Z","sections":[<R>]}]""", "performances[0].salesOpenAt")]
    [InlineData("performances", """[{<when>,"salesCloseAt":"2027-06-01T19:00:01Z","sections":[<R>]}]""", "performances[0].salesCloseAt")]
    [InlineData("performances", """[{<when>,"salesCloseAt":"2020-01-01T00:00:00Z","sections":[<R>]}]""", "performances[0].salesCloseAt")]
    [InlineData("performances", """[{<when>,"salesOpenAt":"2027-05-01T19:00:00Z","salesCloseAt":"2027-05-01T19:00:00Z","sections":[<R>]}]""", "performances[0].salesCloseAt")]
    [InlineData("timeZone", "\"Asia/Busan\"", "timeZone")]
    [InlineData("timeZone", "\"asia/seoul\"", "timeZone")]
    [InlineData("timeZone", "\"Korea Standard Time\"", "timeZone")]
    [InlineData("timeZone", "\"+09:00\"", "timeZone")]
    [InlineData("timeZone", "\"\"", "timeZone")]
    [InlineData("timeZone", "9", "timeZone")]
    [InlineData("performances", """[{<sold>[]}]""", "performances[0].sections")]
    [InlineData("performances", """[{<sold>[{"name":"R","rows":1000,"seatsPerRow":101,"price":1}]}]""", "performances[0].sections")]
    [InlineData("performances", """[{<sold>[{"name":"R","rows":0,"seatsPerRow":1,"price":1}]}]""", Section + ".rows")]
    [InlineData("performances", """[{<sold>[{"name":"R","rows":1,"seatsPerRow":1001,"price":1}]}]""", Section + ".seatsPerRow")]
    [InlineData("performances", """[{<sold>[{"name":"R","rows":1,"seatsPerRow":1,"price":-1}]}]""", Section + ".price")]
    [InlineData("performances", """[{<sold>[{"name":"R","rows":1,"seatsPerRow":1}]}]""", Section + ".price")]
    [InlineData("performances", """[{<sold>[<R>,{"name":"R ","rows":1,"seatsPerRow":1,"price":1}]}]""", "performances[0].sections")]
    public async Task An_invalid_concert_is_refused_with_the_name_of_the_field(string member, string json, string field)
    {
        var members = new Dictionary<string, string>
        {
            ["title"] = "\"T\"",
            ["artist"] = "\"A\"",
            ["venue"] = "\"V\"",
            ["performances"] = """[{"startsAt":"2027-06-01T19:00:00+09:00","sections":[<R>]}]""",
        };
        var admin = api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey);
        (await admin.PostAsync("/v1/concerts", Body(members))).Granted(HttpStatusCode.Created);

        members[member] = json;
        var answer = (await admin.PostAsync("/v1/concerts", Body(members))).Refused(400, "invalid_request");

        Assert.Equal([field], answer.ErrorFields);
    }

    private static string Body(Dictionary<string, string> members) =>
        ("{" + string.Join(",", members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}")
        .Replace("<sold>", "<when>,\"sections\":", StringComparison.Ordinal)
        .Replace("<when>", "\"startsAt\":\"2027-06-01T19:00:00Z\"", StringComparison.Ordinal)
        .Replace("<R>", """{"name":"R","rows":1,"seatsPerRow":1,"price":1}""", StringComparison.Ordinal);
}
