namespace Concert.Recovery;

/// <param name="Name">The user's name, which only their tokens have: the token of a recovery has it too.</param>
/// <param name="CodeHash"><see cref="RecoveryCode.Hash"/>.</param>
/// <param name="MadeAt">When the gateway received the request. A request that is later replaces it, whichever is written first.</param>
[GenerateSerializer, Immutable, Alias("SetRecoveryCode")]
public sealed record SetRecoveryCode(
    [property: Id(0)] UserId UserId,
    [property: Id(1)] string Name,
    [property: Id(2)] string CodeHash,
    [property: Id(3)] DateTimeOffset MadeAt);

[GenerateSerializer, Immutable, Alias("RecoveredUser")]
public sealed record RecoveredUser([property: Id(0)] UserId UserId, [property: Id(1)] string Name);

/// <param name="MadeAt">When the code that is valid now was made.</param>
/// <param name="UsedAt">When a code of the user was last used, this one or one that it replaced; null: none ever was.</param>
[GenerateSerializer, Immutable, Alias("RecoveryView")]
public sealed record RecoveryView([property: Id(0)] DateTimeOffset MadeAt, [property: Id(1)] DateTimeOffset? UsedAt);
