using Concert.Auditing;
using Concert.Hosting;

return args switch
{
    ["health", .. var settings] => await SiloHealth.CheckAsync(settings),
    ["audit", .. var settings] => await Audit.RunAsync(settings),
    _ => await ConcertHost.RunAsync(() => SiloProcess.Build(args)),
};
