using Concert;
using Concert.Hosting;
using Concert.Startup;

return args switch
{
    ["health", .. var settings] => await GatewayHealth.CheckAsync(settings),
    _ => await ConcertHost.RunAsync(() => ApiHosting.Configure(args)),
};
