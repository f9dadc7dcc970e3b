namespace SkyScribe.Metrics.SceneGraph;

/// <summary>
/// Reads what a caption says: its objects, their attributes and their relations. A tagger and a small grammar, made for the short
/// descriptive sentences of image captions.
/// </summary>
public static class CaptionParser
{
    /// <summary>The statements of a caption, each once, in the order in which they are made.</summary>
    /// <param name="tokens">Lower-case tokens without punctuation.</param>
    public static IReadOnlyList<SceneTuple> Parse(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var reader = new Reader();
        foreach (Chunk chunk in Chunker.Cut(tokens))
        {
            reader.Read(chunk);
        }

        return reader.Tuples;
    }

    /// <summary>Goes through the parts of a caption from left to right.</summary>
    private sealed class Reader
    {
        private readonly HashSet<SceneTuple> _known = [];

        // What the clause is about; what was named last, with all that "and" joins; and how the next noun phrase relates to which objects.
        private List<string> _subject = [];
        private List<string> _last = [];
        private List<string> _from = [];
        private string? _relation;
        private string? _between;

        // The participle just before, for "surrounded by".
        private string? _participle;
        private bool _afterAnd;
        private bool _afterCopula;
        private bool _hasVerb;

        public List<SceneTuple> Tuples { get; } = [];

        public void Read(Chunk chunk)
        {
            switch (chunk.Kind)
            {
                case ChunkKind.Noun:
                    Name(chunk);
                    break;
                case ChunkKind.Preposition:
                    Relate(chunk.Word);
                    break;
                case ChunkKind.Verb:
                    (_from, _relation, _hasVerb, _afterCopula) = (Topic(), chunk.Word, true, false);
                    _afterAnd = false;
                    break;
                case ChunkKind.Participle:
                    Describe(chunk.Word);
                    (_hasVerb, _afterCopula) = (true, false);
                    _participle = chunk.Word;
                    return;
                case ChunkKind.Adjective:
                    Describe(chunk.Word);
                    break;
                case ChunkKind.Copula:
                    (_afterCopula, _relation, _afterAnd) = (true, null, false);
                    break;
                case ChunkKind.And:
                    _afterAnd = true;
                    break;
                case ChunkKind.Relative:
                    (_subject, _hasVerb, _relation) = ([.. _last], false, null);
                    break;
                default:
                    _relation = null;
                    break;
            }

            _participle = null;
        }

        private void Name(Chunk chunk)
        {
            Add(new SceneTuple(chunk.Word));
            foreach (string attribute in chunk.Attributes)
            {
                Add(new SceneTuple(chunk.Word, attribute));
            }

            if (_relation is not null || (_afterAnd && _between is not null))
            {
                string relation = _relation ?? _between!;
                foreach (string from in _from.Where(from => from != chunk.Word))
                {
                    Add(new SceneTuple(from, relation, chunk.Word));
                }

                // "between a road and a river": the second one too.
                _between = relation;
                _last = _afterAnd && _relation is null ? [.. _last, chunk.Word] : [chunk.Word];
            }
            else if (_afterAnd && !_hasVerb)
            {
                _last = [.. _last, chunk.Word];
                _subject = [.. _subject, chunk.Word];
            }
            else if (!_afterCopula || _subject.Count == 0)
            {
                (_last, _subject, _hasVerb) = ([chunk.Word], [chunk.Word], false);
            }
            else
            {
                // "the building is a church": both names, no relation.
                _last = [chunk.Word];
            }

            (_relation, _afterAnd, _afterCopula) = (null, false, false);
        }

        /// <summary>A preposition relates the clause's topic after a verb, else what was named last; "with" and "of" always the latter.</summary>
        private void Relate(string preposition)
        {
            // "surrounded by trees": the deed is the relation.
            bool isAgent = preposition == "near" && _participle is not null;
            string relation = isAgent ? Lemma.Verb(_participle!) : preposition;
            List<string> from = _hasVerb && preposition != "of" ? Topic() : [.. _last];
            (_from, _relation, _afterAnd) = (from, relation, false);
        }

        private void Describe(string word)
        {
            foreach (string described in _afterCopula || _last.Count == 0 ? Topic() : _last)
            {
                Add(new SceneTuple(described, word));
            }
        }

        private List<string> Topic() => _subject.Count > 0 ? [.. _subject] : [.. _last];

        private void Add(SceneTuple tuple)
        {
            if (_known.Add(tuple))
            {
                Tuples.Add(tuple);
            }
        }
    }
}
