namespace SkyScribe.Architecture.Tests;

/// <summary>Finds groups of folders that reach each other (strongly connected components of more than one; Tarjan, 1972).</summary>
internal static class FolderCycles
{
    public static string[][] Of(IEnumerable<(string From, string To)> uses)
    {
        var next = uses.Where(use => use.From != use.To).Distinct().ToLookup(use => use.From, use => use.To);
        var index = new Dictionary<string, int>();
        var low = new Dictionary<string, int>();
        var stack = new Stack<string>();
        var cycles = new List<string[]>();
        foreach (string folder in next.Select(group => group.Key).Order(StringComparer.Ordinal).Where(folder => !index.ContainsKey(folder)).ToArray())
        {
            if (!index.ContainsKey(folder))
            {
                Visit(folder);
            }
        }

        return [.. cycles];

        void Visit(string folder)
        {
            index[folder] = low[folder] = index.Count;
            stack.Push(folder);
            foreach (string other in next[folder])
            {
                if (!index.ContainsKey(other))
                {
                    Visit(other);
                    low[folder] = Math.Min(low[folder], low[other]);
                }
                else if (stack.Contains(other))
                {
                    low[folder] = Math.Min(low[folder], index[other]);
                }
            }

            if (low[folder] == index[folder])
            {
                var component = new List<string>();
                string last;
                do
                {
                    component.Add(last = stack.Pop());
                }
                while (last != folder);
                if (component.Count > 1)
                {
                    cycles.Add([.. component.Order(StringComparer.Ordinal)]);
                }
            }
        }
    }
}
