using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Concert.Cluster;

namespace Concert.History;

/// <summary>The draw of a concert, as <c>Silo -- verify-draw CONCERT</c> printed it.</summary>
/// <param name="ExitCode">0: the rows agree with it.</param>
/// <param name="Turns">The place and the user of each turn, from the first.</param>
/// <param name="Errors">The commitment, the seed, and the verdict.</param>
internal sealed record Draw(int ExitCode, IReadOnlyList<(long Place, string User)> Turns, string Errors)
{
    public static async Task<Draw> VerifyAsync(ProcessCluster cluster, string concertId)
    {
        var (exitCode, output, errors) = await cluster.RunSiloCommandAsync("verify-draw", concertId);
        var turns = new List<(long, string)>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            Assert.Equal(turns.Count + 1, int.Parse(words[0], CultureInfo.InvariantCulture));
            turns.Add((long.Parse(words[1], CultureInfo.InvariantCulture), words[2]));
        }

        return new(exitCode, turns, errors);
    }

    /// <summary>The order that anybody can compute from a published seed: the places, from the first turn.</summary>
    public static IReadOnlyList<long> OrderOf(string seed, int count) =>
    [
        .. Enumerable.Range(1, count).Select(place => (long)place).OrderBy(place => Convert.ToHexString(HMACSHA256.HashData(
            Convert.FromHexString(seed), Encoding.ASCII.GetBytes(place.ToString(CultureInfo.InvariantCulture))))),
    ];
}
