using Concert.Hosting;
using Microsoft.Extensions.Hosting;

return await ConcertHost.RunAsync(() => Host.CreateApplicationBuilder(args).AddConcertSilo().Build());
