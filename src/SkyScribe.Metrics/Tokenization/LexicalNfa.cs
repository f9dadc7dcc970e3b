using System.Collections.Concurrent;
using System.Globalization;

namespace SkyScribe.Metrics.Tokenization;

/// <summary>A nondeterministic automaton over UTF-16 code units, built from lexical expressions; state 0 is the start.</summary>
/// <remarks>
/// An expression has literals (a letter matches both cases), <c>[...]</c> and <c>[^...]</c> (which do not), <c>( ) | * + ? {m} {m,n}</c>,
/// <c>.</c> for anything but a line end, and the sets <c>\L</c> (letters), <c>\M</c> (combining marks) and <c>\D</c> (digits).
/// A backslash before a punctuation sign takes it literally.
/// </remarks>
internal sealed class LexicalNfa
{
    private readonly List<List<(CharacterSet Set, int Target)>> _moves = [[]];
    private readonly List<List<int>> _free = [[]];
    private readonly Dictionary<int, int> _accepting = [];

    // Shared by all automata: the rules' parts use the same classes.
    private static readonly ConcurrentDictionary<string, CharacterSet> Classes = new();

    public IReadOnlyList<(CharacterSet Set, int Target)> Moves(int state) => _moves[state];

    public IReadOnlyList<int> FreeMoves(int state) => _free[state];

    /// <summary>The rule that a state accepts, or -1.</summary>
    public int RuleOf(int state) => _accepting.GetValueOrDefault(state, -1);

    /// <summary>All sets that any move uses.</summary>
    public IEnumerable<CharacterSet> Sets => _moves.SelectMany(moves => moves.Select(move => move.Set));

    /// <summary>Adds an expression; reaching its end means the rule.</summary>
    public void Add(string expression, int rule)
    {
        var reader = new Reader(this, expression);
        int end = reader.Alternatives(0);
        reader.RequireEnd();
        _accepting[end] = rule;
    }

    private int NewState()
    {
        _moves.Add([]);
        _free.Add([]);
        return _moves.Count - 1;
    }

    private int Move(int from, CharacterSet set)
    {
        int to = NewState();
        _moves[from].Add((set, to));
        return to;
    }

    private void Link(int from, int to) => _free[from].Add(to);

    /// <summary>Reads one expression, adding states from a given one; every method returns the state after what it read.</summary>
    private sealed class Reader(LexicalNfa nfa, string text)
    {
        private int _at;

        private char Current => _at < text.Length ? text[_at] : '\0';

        public int Alternatives(int from)
        {
            int end = nfa.NewState();
            nfa.Link(Sequence(Fork(from)), end);
            while (Current == '|')
            {
                _at++;
                nfa.Link(Sequence(Fork(from)), end);
            }

            return end;
        }

        public void RequireEnd()
        {
            if (_at != text.Length)
            {
                throw new FormatException($"lexical expression '{text}': unexpected '{Current}' at {_at}");
            }
        }

        private int Fork(int from)
        {
            int start = nfa.NewState();
            nfa.Link(from, start);
            return start;
        }

        private int Sequence(int from)
        {
            while (_at < text.Length && Current is not ('|' or ')'))
            {
                from = Repeated(from);
            }

            return from;
        }

        private int Repeated(int from)
        {
            int begin = _at;
            int start = Fork(from);
            int end = Atom(start);
            int after = _at;
            switch (Current)
            {
                case '*' or '+' or '?':
                    char sign = text[_at++];
                    if (sign != '?')
                    {
                        nfa.Link(end, start);
                    }

                    int exit = nfa.NewState();
                    nfa.Link(end, exit);
                    if (sign != '+')
                    {
                        nfa.Link(start, exit);
                    }

                    return exit;
                case '{':
                    (int least, int most) = Counts();
                    int resume = _at;
                    int last = nfa.NewState();
                    for (int count = 1; ; count++)
                    {
                        if (count >= least)
                        {
                            nfa.Link(end, last);
                        }

                        if (count == most)
                        {
                            break;
                        }

                        _at = begin;
                        end = Atom(Fork(end));
                    }

                    if (least == 0)
                    {
                        nfa.Link(start, last);
                    }

                    _at = resume;
                    return last;
                default:
                    _at = after;
                    return end;
            }
        }

        private (int Least, int Most) Counts()
        {
            int close = text.IndexOf('}', _at);
            string[] parts = text[(_at + 1)..close].Split(',');
            _at = close + 1;
            int least = int.Parse(parts[0], CultureInfo.InvariantCulture);
            return (least, parts.Length == 1 ? least : int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        private int Atom(int from)
        {
            switch (Current)
            {
                case '(':
                    _at++;
                    int end = Alternatives(from);
                    if (Current != ')')
                    {
                        throw new FormatException($"lexical expression '{text}': no ')' at {_at}");
                    }

                    _at++;
                    return end;
                case '[':
                    return nfa.Move(from, Class());
                case '.':
                    _at++;
                    return nfa.Move(from, CharacterSet.LineEnds.Complement());
                case '\\':
                    return nfa.Move(from, Escaped());
                default:
                    return nfa.Move(from, CharacterSet.AnyCase(text[_at++]));
            }
        }

        private CharacterSet Escaped()
        {
            char sign = text[_at + 1];
            _at += 2;
            return sign switch
            {
                'L' => CharacterSet.Letters,
                'D' => CharacterSet.Digits,
                'M' => CharacterSet.CombiningMarks,
                't' => CharacterSet.Of('\t', '\t'),
                'r' => CharacterSet.Of('\r', '\r'),
                'n' => CharacterSet.Of('\n', '\n'),
                _ => CharacterSet.Of(sign, sign),
            };
        }

        /// <summary>A class; the same text gives the same set, since the larger ones are written often.</summary>
        private CharacterSet Class()
        {
            int start = _at;
            int end = _at + 1;
            while (text[end] != ']')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            if (!Classes.TryGetValue(text[start..end], out CharacterSet? set))
            {
                Classes[text[start..end]] = set = ReadClass();
            }

            _at = end + 1;
            return set;
        }

        private CharacterSet ReadClass()
        {
            _at++;
            bool negated = Current == '^';
            _at += negated ? 1 : 0;
            var set = CharacterSet.Empty;
            while (Current != ']')
            {
                if (Current == '\\' && text[_at + 1] is 'L' or 'M' or 'D')
                {
                    set = set.With(Escaped());
                    continue;
                }

                char first = One();
                char last = first;
                if (Current == '-' && text[_at + 1] != ']')
                {
                    _at++;
                    last = One();
                }

                set = set.With(CharacterSet.Of(first, last));
            }

            return negated ? set.Complement() : set;
        }

        private char One()
        {
            bool escaped = Current == '\\';
            _at += escaped ? 1 : 0;
            char sign = text[_at++];
            return (escaped, sign) switch { (true, 't') => '\t', (true, 'r') => '\r', (true, 'n') => '\n', _ => sign };
        }
    }
}
