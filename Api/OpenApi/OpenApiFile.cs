using System.Globalization;
using System.Text;
using Concert.WebApp;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concert.OpenApi;

/// <summary>
/// The OpenAPI document as a file. It is the same for the life of the process, so it is generated once: ASP.NET Core's own endpoint
/// generates it for each request, and buffers all of it before it waits for the client.
/// </summary>
internal sealed class OpenApiFile(IServiceProvider services)
{
    public const string DocumentName = "v1";

    private readonly Lock _gate = new();
    private Task<WebAppFile>? _file;

    public Task<WebAppFile> GetAsync()
    {
        lock (_gate)
        {
            // A failure is not stored.
            if (_file is null or { IsFaulted: true } or { IsCanceled: true }) _file = RenderAsync();
            return _file;
        }
    }

    private async Task<WebAppFile> RenderAsync()
    {
        // Continues outside the caller's lock.
        await Task.Yield();
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName);
        var document = await provider.GetOpenApiDocumentAsync();
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAs(OpenApiSpecVersion.OpenApi3_1, new OpenApiJsonWriter(text));
        return new("openapi.json", Encoding.UTF8.GetBytes(text.ToString()));
    }
}
