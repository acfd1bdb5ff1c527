using System.Text.RegularExpressions;

namespace Concert.Docs;

/// <summary>Holds <c>deploy/alerts.yml</c> to the metrics that the service exports and to the document that it links to.</summary>
[OneProcess]
public sealed partial class AlertRulesTests
{
    // Prometheus itself records it for each process that it reads.
    private const string OfPrometheus = "up";

    private static readonly string Rules = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "alerts.yml"));

    [Fact]
    public async Task Every_metric_of_an_alert_is_exported_before_anything_went_wrong()
    {
        // A service of its own, in which nothing went wrong.
        await using var host = await ApiHost.StartAsync();
        // The metric of refusals has one value for each code: it is there after the first one.
        (await host.Anyone.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        // The writer measures its first commit.
        (await (await host.UserAsync()).ChargeAsync(1_000)).Granted(System.Net.HttpStatusCode.Created);
        var expressions = Expressions().Matches(Rules).Select(match => match.Groups[1].Value).ToList();
        var metrics = expressions.SelectMany(expression => Metrics().Matches(expression)).Select(match => match.Value).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "health_check_passed", "writer_stalled_seconds", "writer_batches_failed_total", "invariants_broken_total" },
            metrics);

        await Eventually.IsAsync(
            host,
            async () =>
            {
                var exported = (await host.Anyone.GetAsync("/metrics")).Granted().BodyText;
                return metrics.Where(name => name != OfPrometheus).All(name => exported.Contains($"\n{name}{{", StringComparison.Ordinal));
            },
            $"all of {string.Join(", ", metrics)} are exported");
    }

    [Fact]
    public void Every_alert_has_a_sentence_a_severity_and_a_link_to_a_heading_that_exists()
    {
        var headings = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith('#'))
            .Select(line => $"docs/operations.md#{NoWord().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')}")
            .ToHashSet();
        var alerts = Rules.Split("- alert: ")[1..];

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            Assert.Matches("severity: (critical|warning)", alert);
            Assert.Matches("summary: \".+\\.\"", alert);
            Assert.Contains(Link().Match(alert).Groups[1].Value, headings);
        });
    }

    [GeneratedRegex("^ +expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Expressions();

    // A name that is followed by labels, a range or a comparison; functions are followed by a parenthesis, labels by a comma or an end.
    [GeneratedRegex(@"\b[a-z][a-z_]+(?=[{\[]| [=><])")]
    private static partial Regex Metrics();

    [GeneratedRegex("runbook_url: (\\S+)")]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NoWord();
}
