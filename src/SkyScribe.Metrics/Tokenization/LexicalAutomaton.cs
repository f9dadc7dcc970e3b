using System.Runtime.InteropServices;

namespace SkyScribe.Metrics.Tokenization;

/// <summary>
/// A deterministic automaton that finds the longest match of several rules, the first rule among equally long ones. Its states are made from
/// the <see cref="LexicalNfa"/> when text first reaches them, so an ordinary caption pays for the few it needs. Safe to use from several threads.
/// </summary>
internal sealed class LexicalAutomaton
{
    private const int Unmade = -2, Dead = -1;

    private readonly LexicalNfa _nfa;
    private readonly ushort[] _classOf = new ushort[char.MaxValue + 1];
    private readonly Dictionary<CharacterSet, bool[]> _hasClass = [];
    private readonly int _classCount;
    private readonly Lock _growing = new();
    private readonly Dictionary<string, int> _known = [];

    // Replaced when a state is added; a state's row is filled cell by cell.
    private volatile State[] _states = [];

    public LexicalAutomaton(LexicalNfa nfa)
    {
        _nfa = nfa;
        _classCount = Classify();
        Add(Closure([0]));
    }

    /// <summary>The longest match at a position.</summary>
    /// <returns>The rule, or -1 where none matches, and the length of the match.</returns>
    public (int Rule, int Length) Match(ReadOnlySpan<char> text)
    {
        int state = 0;
        (int Rule, int Length) best = (-1, 0);
        for (int at = 0; at < text.Length; at++)
        {
            state = Next(state, _classOf[text[at]]);
            if (state == Dead)
            {
                break;
            }

            if (_states[state].Rule >= 0)
            {
                best = (_states[state].Rule, at + 1);
            }
        }

        return best;
    }

    /// <summary>Whether a rule matches the whole of a text.</summary>
    public bool Accepts(ReadOnlySpan<char> text)
    {
        int state = 0;
        foreach (char unit in text)
        {
            state = Next(state, _classOf[unit]);
            if (state == Dead)
            {
                return false;
            }
        }

        return _states[state].Rule >= 0;
    }

    private int Next(int state, int unitClass)
    {
        int next = Volatile.Read(ref _states[state].Row[unitClass]);
        return next == Unmade ? Make(state, unitClass) : next;
    }

    private int Make(int state, int unitClass)
    {
        lock (_growing)
        {
            var reached = new HashSet<int>();
            foreach (int member in _states[state].Members)
            {
                foreach ((CharacterSet set, int target) in _nfa.Moves(member))
                {
                    if (_hasClass[set][unitClass])
                    {
                        reached.Add(target);
                    }
                }
            }

            int next = reached.Count == 0 ? Dead : Add(Closure(reached));
            Volatile.Write(ref _states[state].Row[unitClass], next);
            return next;
        }
    }

    private int Add(int[] members)
    {
        string key = string.Join(',', members);
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, key, out bool found);
        if (!found)
        {
            index = _states.Length;
            int[] row = new int[_classCount];
            Array.Fill(row, Unmade);
            int rule = members.Select(_nfa.RuleOf).Where(candidate => candidate >= 0).DefaultIfEmpty(-1).Min();
            _states = [.. _states, new State(members, rule, row)];
        }

        return index;
    }

    private int[] Closure(IEnumerable<int> states)
    {
        var closed = new HashSet<int>(states);
        var open = new Stack<int>(closed);
        while (open.TryPop(out int state))
        {
            foreach (int target in _nfa.FreeMoves(state))
            {
                if (closed.Add(target))
                {
                    open.Push(target);
                }
            }
        }

        int[] members = [.. closed.Where(state => _nfa.Moves(state).Count > 0 || _nfa.RuleOf(state) >= 0)];
        Array.Sort(members);
        return members;
    }

    /// <summary>Puts code units that every set treats alike into one class, so that a state's row is short.</summary>
    private int Classify()
    {
        CharacterSet[] sets = [.. _nfa.Sets.Distinct()];
        int[] starts = [.. sets.SelectMany(set => set.Ranges.SelectMany(range => new[] { range.First, range.Last + 1 })).Append(0).Distinct()
            .Order()];
        var membership = new List<int>[starts.Length];
        for (int i = 0; i < membership.Length; i++)
        {
            membership[i] = [];
        }

        for (int set = 0; set < sets.Length; set++)
        {
            foreach ((int first, int last) in sets[set].Ranges)
            {
                for (int i = Array.BinarySearch(starts, first); i < starts.Length && starts[i] <= last; i++)
                {
                    membership[i].Add(set);
                }
            }
        }

        var classes = new Dictionary<string, ushort>();
        var classesOfSet = sets.Select(_ => new HashSet<ushort>()).ToArray();
        for (int i = 0; i < starts.Length && starts[i] <= char.MaxValue; i++)
        {
            string signature = string.Join(',', membership[i]);
            if (!classes.TryGetValue(signature, out ushort number))
            {
                classes[signature] = number = (ushort)classes.Count;
            }

            int end = i + 1 < starts.Length ? starts[i + 1] : char.MaxValue + 1;
            _classOf.AsSpan(starts[i]..end).Fill(number);
            foreach (int set in membership[i])
            {
                classesOfSet[set].Add(number);
            }
        }

        for (int set = 0; set < sets.Length; set++)
        {
            bool[] has = new bool[classes.Count];
            foreach (ushort number in classesOfSet[set])
            {
                has[number] = true;
            }

            _hasClass[sets[set]] = has;
        }

        return classes.Count;
    }

    private sealed record State(int[] Members, int Rule, int[] Row);
}
