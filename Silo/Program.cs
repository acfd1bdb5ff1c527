using Concert.Hosting;
using Microsoft.Extensions.Hosting;

return await Startup.RunAsync(() =>
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddConcertSilo();
    return builder.Build().RunAsync();
});
