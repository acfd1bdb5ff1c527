using Concert.Auditing;
using Concert.Hosting;

return args switch
{
    ["health", .. var settings] => await SiloHealth.CheckAsync(settings),
    ["audit", .. var settings] => await Audit.RunAsync(settings),
    ["verify-draw", .. var arguments] => await DrawVerification.RunAsync(arguments),
    _ => await ConcertHost.RunAsync(() => SiloProcess.Configure(args)),
};
