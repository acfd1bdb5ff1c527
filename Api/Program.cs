using Concert;
using Concert.Hosting;

return await ConcertHost.RunAsync(() => ApiHosting.Build(args));
