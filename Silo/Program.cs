using Concert.Hosting;
using Microsoft.Extensions.Hosting;

return args switch
{
    ["health", .. var settings] => await SiloHealth.CheckAsync(settings),
    _ => await ConcertHost.RunAsync(() => Host.CreateApplicationBuilder(args).AddConcertSilo().Build()),
};
