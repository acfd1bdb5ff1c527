using Concert.Hosting;

return args switch
{
    ["health", .. var settings] => await SiloHealth.CheckAsync(settings),
    _ => await ConcertHost.RunAsync(() => SiloProcess.Build(args)),
};
