using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Hosting;

/// <summary>All health checks with their details as JSON, for operators.</summary>
internal static class HealthReportJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>The status is that of the report: 503 if a check failed.</summary>
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Indented);
        json.WriteStartObject();
        json.WriteString("status", NameOf(report.Status));
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries) Write(json, name, entry);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, HealthReportEntry entry)
    {
        json.WriteStartObject(name);
        json.WriteString("status", NameOf(entry.Status));
        json.WriteString("description", entry.Description ?? entry.Exception?.Message);
        json.WriteBoolean("decidesReadiness", entry.Tags.Contains(HealthChecks.Ready));
        json.WriteNumber("durationMilliseconds", entry.Duration.TotalMilliseconds);
        foreach (var (key, value) in entry.Data)
        {
            json.WritePropertyName(key);
            JsonSerializer.Serialize(json, value);
        }

        json.WriteEndObject();
    }

    private static string NameOf(HealthStatus status) => status == HealthStatus.Unhealthy ? "failed" : "passed";
}
