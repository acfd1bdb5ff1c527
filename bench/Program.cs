using Concert.Bench;
using Concert.Bench.Growth;
using Concert.Bench.Http;
using Concert.Bench.Http.Baseline;
using Concert.Bench.Load;
using Concert.Bench.Page;

return args switch
{
    ["silo", .. var rest] => await SiloVerb.RunAsync(rest),
    ["gateway", .. var rest] => await Gateway.RunAsync(rest),
    ["baseline", .. var rest] => await BaselineServer.RunAsync(rest),
    ["load", .. var rest] => await LoadTool.RunAsync(rest),
    ["page", .. var rest] => await PageRun.RunAsync(rest),
    ["growth", .. var rest] => await GrowthRun.RunAsync(rest),
    _ => await BenchRun.RunAsync(args),
};
