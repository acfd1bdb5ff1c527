namespace Concert.Architecture;

/// <summary>The folders of a project, and which of them use which: a folder uses another whose types or extension methods its code names.</summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<string, Dictionary<string, string>> _uses = [];

    public FolderGraph(IReadOnlyCollection<SourceFile> project)
    {
        var homes = Homes(project);
        foreach (var file in project)
        {
            foreach (var (name, home) in homes)
            {
                if (home.Folder == file.Folder || !file.Mentions.Contains(name)) continue;
                if (!_uses.TryGetValue(file.Folder, out var used)) _uses[file.Folder] = used = [];
                used.TryAdd(home.Folder, $"{file.Folder}/{file.Name} uses {name} of {home.Folder}/{home.Name}");
            }
        }
    }

    /// <summary>For each pair of folders on a shortest cycle: one use of each arrow along it.</summary>
    public IEnumerable<string> Cycles()
    {
        var seen = new HashSet<string>();
        foreach (var (from, used) in _uses.OrderBy(folder => folder.Key, StringComparer.Ordinal))
        {
            foreach (var to in used.Keys.Order(StringComparer.Ordinal))
            {
                if (PathBetween(to, from) is not { } back) continue;
                if (!seen.Add(string.Join(' ', back.Order(StringComparer.Ordinal)))) continue;
                yield return string.Join("; ", back.Prepend(from).Zip(back, (a, b) => _uses[a][b]));
            }
        }
    }

    // A name that two folders declare says nothing about which of them is meant.
    private static Dictionary<string, SourceFile> Homes(IReadOnlyCollection<SourceFile> project) => project
        .SelectMany(file => file.NamesForOthers.Select(name => (Name: name, File: file)))
        .GroupBy(declared => declared.Name)
        .Where(group => group.Select(declared => declared.File.Folder).Distinct().Count() == 1)
        .ToDictionary(group => group.Key, group => group.First().File);

    // Breadth first, so that the shortest way back is the one reported. Holds `from` to `to`, both included.
    private List<string>? PathBetween(string from, string to)
    {
        var previous = new Dictionary<string, string?> { [from] = null };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var folder))
        {
            if (folder == to)
            {
                var path = new List<string>();
                for (var step = folder; step is not null; step = previous[step]) path.Insert(0, step);
                return path;
            }

            foreach (var next in _uses.GetValueOrDefault(folder)?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            {
                if (previous.TryAdd(next, folder)) open.Enqueue(next);
            }
        }

        return null;
    }
}
