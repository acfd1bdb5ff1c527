using Concert.Startup;

return await ConcertProcess.RunAsync(args);
