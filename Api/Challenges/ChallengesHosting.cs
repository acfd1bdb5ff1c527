using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concert.Challenges;

/// <summary>The gate of the queues. An <see cref="IChallenge"/> that is registered before replaces the proof of work.</summary>
internal static class ChallengesHosting
{
    public static WebApplicationBuilder AddConcertChallenges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ChallengeSalts>().AddSingleton<UsedSalts>().AddSingleton<AddressUsers>().AddSingleton<JoinGate>();
        builder.Services.TryAddSingleton<IChallenge, ProofOfWork>();
        return builder;
    }
}
