using Concert.Http;

namespace Concert.Users;

/// <summary>The documentation's examples of users.</summary>
internal static class UserExamples
{
    private const string UserId = "u_7q3k";
    private const string Name = "Kim Minji";
    private const string AccessToken = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    private static readonly DateTimeOffset TokenEnd = ExampleTimes.Now.AddDays(30);

    public static UserResponse User { get; } = new(UserId, Name, AccessToken, TokenEnd);

    public static UserTokenResponse Token { get; } = new(UserId, Name, AccessToken, TokenEnd);

    public static UserTokenResponse Recovered { get; } = new(UserId, Name, AccessToken, TokenEnd, ExampleTimes.Now);

    public static MeResponse Me { get; } = new(UserId, 2, 192_000, "KRW", new(ExampleTimes.Now));

    public static RecoveryCodeResponse Code { get; } = new("7KQM-2XWD-9HTR");

    public static RecoverRequest Recover { get; } = new(Code.Code);
}
