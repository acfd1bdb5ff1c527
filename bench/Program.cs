
return args switch
{
    // The bench starts itself again as each of these. What follows the verb is the host's.
    ["silo", .. var rest] => await ServiceVerbs.SiloAsync(rest),
    ["gateway", .. var rest] => await ServiceVerbs.GatewayAsync(rest),
    ["baseline", .. var rest] => await BaselineServer.RunAsync(rest),
    _ => await CommandLine.RunAsync(args),
};
