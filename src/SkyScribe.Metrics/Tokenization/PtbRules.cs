namespace SkyScribe.Metrics.Tokenization;

/// <summary>What becomes of the text that a rule matched.</summary>
internal enum PtbAction
{
    /// <summary>A token as it is.</summary>
    Keep,

    /// <summary>No token.</summary>
    Skip,

    /// <summary>Quotation marks become ', `, '' or ``.</summary>
    Quotes,

    /// <summary>Blanks inside become no-break spaces, so that the token stays one.</summary>
    JoinBlanks,

    /// <summary>As <see cref="JoinBlanks"/>, and round brackets inside become -LRB- and -RRB-.</summary>
    Brackets,

    /// <summary>Soft hyphens go.</summary>
    SoftHyphens,

    /// <summary>Both <see cref="Quotes"/> and <see cref="SoftHyphens"/>.</summary>
    QuotesAndSoftHyphens,

    /// <summary>&amp;amp; becomes &amp;.</summary>
    Ampersands,

    /// <summary>A currency sign becomes the one that the Penn Treebank has.</summary>
    Currency,

    /// <summary>A fraction character becomes digits and a slash.</summary>
    Fraction,

    /// <summary>The token is a fixed string.</summary>
    Replace,

    /// <summary>Only the first part is the token; the rest is read again.</summary>
    Split,
}

/// <summary>A rule of the lexer.</summary>
/// <param name="Pattern">What the token looks like.</param>
/// <param name="Action">What becomes of it.</param>
/// <param name="Following">What must follow; it counts for which rule is longest, and is read again.</param>
/// <param name="Text">The token of <see cref="PtbAction.Replace"/>.</param>
/// <param name="Back">How many characters <see cref="PtbAction.Split"/> gives back.</param>
internal sealed record PtbRule(string Pattern, PtbAction Action = PtbAction.Keep, string? Following = null, string? Text = null, int Back = 0);

/// <summary>
/// The token classes of the Penn Treebank tokenizer in Stanford CoreNLP 3.4.1, described anew; the longest match wins, the earlier rule among
/// equals. The order is therefore part of the definition.
/// </summary>
/// <remarks>
/// Sources: the documented behaviour of PTBTokenizer (ptb3 escaping, no americanizing, slashes not escaped), and the golden files. Rules whose
/// tokens the caption scores drop anyway are merged: it does not matter whether a mark is ' or `.
/// </remarks>
internal static class PtbRules
{
    private const string Blank = "[ \\t\u00A0\u2000-\u200A\u3000]";
    private const string BlankOrLineEnd = "[ \\t\u00A0\u2000-\u200A\u3000\\r\\n\u2028\u2029\u000B\u000C\u0085]";
    private const string Entity = "&[aeiouAEIOU](acute|grave|uml);";
    private const string Letter = "([\\L\\M\u00AD\u02C2-\u02C5\u02D2-\u02DF\u02E5-\u02FF\u0384\u0385\u03F6\u055A-\u055F]|" + Entity + ")";
    private const string Digit = "[\\D\u07C0-\u07C9]";
    private const string LetterOrDigit = "(" + Letter + "|" + Digit + ")";

    // A full stop, exclamation or question mark without a blank after it stays inside the word.
    private const string Word = Letter + LetterOrDigit + "*([.!?]" + Letter + LetterOrDigit + "*)*";

    private const string Apostrophe = "(['\u0092\u2019]|&apos;)";
    private const string AnyApostrophe = "(['\u0092\u2019`\u0091\u2018\u201B]|&apos;)";
    private const string Clitic = Apostrophe + "([msdMSD]|re|ve|ll)";
    private const string Not = "n" + AnyApostrophe + "t";

    private const string Number = "[\\-+]?(" + Digit + "+|" + Digit + "*([.:,\u00AD\u066B\u066C]" + Digit + "+)+)";
    private const string Superscript = "[\u207A\u207B\u208A\u208B]?([\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+|[\u2080-\u2089]+)";
    private const string Date = Digit + "{1,2}[\\-/]" + Digit + "{1,2}[\\-/]" + Digit + "{2,4}";
    private const string Fraction = "(" + Digit + "{1,4}[\\- \u00A0])?" + Digit + "{1,4}(\\\\?/|\u2044)" + Digit + "{1,4}";
    private const string Phone =
        "(\\([0-9]{2,3}\\)[ \u00A0]?|(\\+\\+?)?([0-9]{2,4}[\\- \u00A0])?[0-9]{2,4}[\\- \u00A0])[0-9]{3,4}[\\- \u00A0]?[0-9]{3,5}"
        + "|((\\+\\+?)?[0-9]{2,4}\\.)?[0-9]{2,4}\\.[0-9]{3,4}\\.[0-9]{3,5}";

    private const string Hyphen = "[\\-_\u058A\u2010\u2011]";
    private const string Prefixed = "([dDoOlL]" + AnyApostrophe + LetterOrDigit + ")?" + LetterOrDigit + "+";
    private const string Compound = Prefixed + "(" + Hyphen + Prefixed + ")*";
    private const string Alternatives = "[A-Za-z0-9]+(\\-[A-Za-z]+){0,2}(\\\\?/[A-Za-z0-9]+(\\-[A-Za-z]+){0,2}){1,2}";
    private const string Initials = "([A-Za-z](\\.[A-Za-z])+|(Canada|Sino|Korean|EU|Japan|non)\\-U\\.S|U\\.S\\.\\-(U\\.K|U\\.S\\.S\\.R))";
    private const string Hyphenated = "[A-Za-z0-9][A-Za-z0-9.,\u00AD]*(\\-([A-Za-z0-9\u00AD]+|" + Initials + "\\.))+";
    private const string Firm = "[A-Z]+(([+&]|&amp;)[A-Z]+)+";

    // Abbreviations that keep their full stop. A letter in [ ] must have that case: the words are also ordinary ones.
    private const string Months = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec";
    private const string Days = "Mon|Tues?|Wed|Thu|Thurs|Fri";
    private const string States =
        "Ala|Ariz|[A]z|[A]rk|Calif|Colo|Conn|Ct|Dak|[D]el|Fla|Ga|[I]ll|Ind|Kans?|Ky|[L]a|[M]ass|Md|Mich|Minn|[M]iss|Mo|Mont|Neb|Nev|Okla"
        + "|[O]re|[P]a|Penn|Tenn|[T]ex|Va|Vt|[W]ash|Wisc?|Wyo";

    private const string Companies = "Inc|Cos?|Corp|Pp?tys?|Ltd|Plc|Bancorp|Dept|Bhd|Assn|Univ|Intl|Sys|Invt|Elec|Natl|M[ft]g";
    private const string Measures = "Ph|tel|est|ext|sq|ft";
    private const string AfterNames = "Jr|Sr|Bros|(Ed|Ph)\\.D|Blvd|Rd|Esq";
    private const string Titles =
        "Mr|Mrs|Ms|[M]iss|Drs?|Profs?|Sens?|Reps?|Attys?|Lt|Col|Gen|Messrs|Govs?|Adm|Rev|Maj|Sgt|Cpl|Pvt|Mt|Capt|Ste?|Ave|Pres|Lieut|Hon|Brig"
        + "|Co?mdr|Pfc|Spc|Supts?|Det";

    private const string Ending = "(" + Months + "|" + Days + "|" + States + "|" + Companies + "|" + Measures + "|" + AfterNames + "|etc|al|seq)\\.";
    private const string Leading = "([A-Za-z]|" + Titles + "|vs|Alex|Wm|Jos|Cie|a\\.k\\.a|cf|TREAS|" + Initials + ")";
    private const string BeforeNumbers = "(ca|figs?|prop|nos?|art|bldg|pp|op)\\.";

    // A tag has a name and attributes: "<pH 4) ... p>" is none.
    private const string TagName = "[A-Za-z][A-Za-z0-9_:.\\-]*";
    private const string Attribute = TagName + "( *= *('[^'\\r\\n]*'|\"[^\"\\r\\n]*\"|" + TagName + "))?";
    private const string Tag = "<([!?][A-Za-z\\-][^>\\r\\n]*|" + TagName + "( +" + Attribute + ")* */?|/" + TagName + ") *>";

    // What ends a sentence behind a single letter's full stop, which is then no part of the letter.
    private const string SentenceEnd = "\\." + BlankOrLineEnd + "(" + BlankOrLineEnd + "|[A-Z]|" + Tag + ")";
    private const string FullUrl = "https?://[^ \\t\\n\u000C\\r\"<>|()]+[^ \\t\\n\u000C\\r\"<>|.!?(){},\\-]";
    private const string LikelyUrl =
        "((www\\.([^ \\t\\n\u000C\\r\"<>|.!?(){},]+\\.)+[a-zA-Z]{2,4})|(([^ \\t\\n\u000C\\r\"`'<>|.!?(){},-_$]+\\.)+(com|net|org|edu)))"
        + "(/[^ \\t\\n\u000C\\r\"<>|()]+[^ \\t\\n\u000C\\r\"<>|.!?(){},\\-])?";

    private const string Email =
        "(&lt;|<)?[a-zA-Z0-9][^ \\t\\n\u000C\\r\"<>|()\u00A0{}]*@([^ \\t\\n\u000C\\r\"<>|(){}.\u00A0]+\\.)*[^ \\t\\n\u000C\\r\"<>|(){}.\u00A0]+(&gt;|>)?";
    private const string Handle = "@[a-zA-Z_][a-zA-Z_0-9]*|#" + Word + "|#" + Letter + "(" + LetterOrDigit + "|_)*" + LetterOrDigit;
    private const string FileName = LetterOrDigit + "+([\\-.]" + LetterOrDigit + "+)*\\."
        + "(bat|bmp|c|class|cgi|cpp|dll|doc|docx|exe|gif|gz|h|htm|html|jar|java|jpeg|jpg|mov|mp3|pdf|php|pl|png|ppt|ps|py|sql|tar|txt|wav|x|xml|zip)";

    private const string Smiley = "[<>]?[:;=][\\-o*']?[()DPdpO\\\\{@|\\[\\]]";
    private const string EastAsianSmiley =
        "[\\^x=~<>]\\.\\[\\^x=~<>\\]|[\\-\\^x=~<>']_[\\-\\^x=~<>']|\\([\\-\\^x=~<>'][_.]?[\\-\\^x=~<>']\\)|\\([\\^x=~<>']\\-[\\^x=~<>'`]\\)";

    // Words with an apostrophe that is not a clitic's.
    private const string WithApostrophe = Apostrophe + "n" + Apostrophe + "?|[lLdDjJ]" + Apostrophe + "|(Dunkin|somethin|ol)" + Apostrophe + "|"
        + Apostrophe + "em"
        + "|[A-HJ-XZn]" + AnyApostrophe + "\\L\\L+|" + Apostrophe + "[2-9]0s|" + Apostrophe + "till?|\\L+[aeiouyAEIOUY]" + AnyApostrophe
        + "[aeiouA-Z]\\L*|"
        + Apostrophe + "cause|cont'd\\.?|nor'easter|c'mon|e'er|s'mores|ev'ry|li'l|nat'l|O" + AnyApostrophe + "o";

    private const string Dashes = "&(MD|mdash|ndash);|[\u0096\u0097\u2013\u2014\u2015]";
    private const string Quotes = Apostrophe + "|''|[`\u2018-\u201F\u0082\u0084\u0091-\u0094\u2039\u203A\u00AB\u00BB]{1,2}";
    private const string Ellipsis = "\\.\\.\\.+|[\u0085\u2026]|\\.[ \u00A0](\\.[ \u00A0])+\\.";
    private const string Symbols =
        "[+%&~\\^|\\\\\u00A6\u00A7\u00A8\u00A9\u00AC\u00AE\u00AF\u00B0-\u00BA\u00D7\u00F7\u0387\u05BE\u05C0\u05C3\u05C6\u05F3\u05F4"
        + "\u0600-\u0603\u0606-\u060A\u060C\u0614\u061B\u061E\u066A\u066D\u0703-\u070D\u07F6-\u07F8\u0964\u0965\u0E4F\u1FBD\u2016\u2017\u2020-\u2023\u2030-\u2038\u203B"
        + "\u203E-\u2042\u2044\u207A-\u207F\u208A-\u208E\u2100-\u214F\u2190-\u2BFF\u3012\u30FB\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65]";

    /// <summary>The rules, in order.</summary>
    public static IReadOnlyList<PtbRule> All { get; } =
    [
        new("cannot|'twas", PtbAction.Split, Back: 3),
        new("gonna|gotta|lemme|gimme|wanna|" + Apostrophe + "tis", PtbAction.Split, Back: 2),
        new(Tag, PtbAction.JoinBlanks),
        new(Dashes, PtbAction.Replace, Text: "--"),
        new("&amp;", PtbAction.Ampersands),
        new("&(HT|TL|UR|LR|QC|QL|QR|odq|cdq|#[0-9]+);"),
        new(Word, PtbAction.SoftHyphens, Clitic),
        new("[A-Za-z\u00AD]*[A-MO-Za-mo-z]\u00AD*", PtbAction.SoftHyphens, Not),
        new(Word, PtbAction.SoftHyphens),
        new(WithApostrophe),
        new("y" + Apostrophe, Following: "\\L"),
        new(FullUrl),
        new(LikelyUrl),
        new(Email),
        new(Handle),
        new(Clitic, PtbAction.Quotes, "[^A-Za-z]"),
        new(Not, PtbAction.Quotes),
        new(Date),
        new(Number, PtbAction.SoftHyphens),
        new(Superscript),
        new(Fraction, PtbAction.JoinBlanks),
        new("[\u00BC\u00BD\u00BE\u2153-\u215E]", PtbAction.Fraction),
        new("\\-(RRB|LRB|RCB|LCB|RSB|LSB)\\-|C\\.D\\.s|pro\\-|anti\\-|S(&|&amp;)P\\-500|S(&|&amp;)Ls|(Cap)" + Apostrophe + "n|c" + Apostrophe
        + "est", PtbAction.Ampersands),
        new("C(\\+\\+|#)"),
        new(Alternatives),
        new("[A-Z]*\\$|#"),
        new("[\u00A2\u00A3\u00A4\u00A5\u0080\u20A0\u20AC\u060B\u0E3F\u20A4\uFFE0\uFFE1\uFFE5\uFFE6]", PtbAction.Currency),
        new(BeforeNumbers, Following: BlankOrLineEnd + "?\\D"),
        new(Ending),
        new("[A-Za-z]", Following: SentenceEnd),
        new(Leading + "\\."),
        new(Leading, Following: Blank),
        new(Initials, Following: BlankOrLineEnd),
        new(Apostrophe + "[0-9][0-9]", Following: BlankOrLineEnd),
        new(FileName, Following: "(" + BlankOrLineEnd + "|[.?!,])"),
        new(Word + "\\.", PtbAction.SoftHyphens, "[,;:\u3001]"),
        new(Phone, PtbAction.Brackets),
        new("\"|&quot;", PtbAction.Replace, Text: "''"),
        new("\u007F", PtbAction.Skip),
        new("<|&lt;", PtbAction.Replace, Text: "<"),
        new(">|&gt;", PtbAction.Replace, Text: ">"),
        new(Smiley, PtbAction.Brackets, "[^A-Za-z0-9]"),
        new(EastAsianSmiley, PtbAction.Brackets),
        new("\\{", PtbAction.Replace, Text: "-LCB-"),
        new("\\}", PtbAction.Replace, Text: "-RCB-"),
        new("\\[", PtbAction.Replace, Text: "-LSB-"),
        new("\\]", PtbAction.Replace, Text: "-RSB-"),
        new("\\(", PtbAction.Replace, Text: "-LRB-"),
        new("\\)", PtbAction.Replace, Text: "-RRB-"),
        new("\\-{3,4}", PtbAction.Replace, Text: "--"),
        new("\\-+"),
        new(Ellipsis, PtbAction.Replace, Text: "..."),
        new("@+|#+|_+"),
        new("\\*+|(\\\\\\*){1,3}"),
        new("[,;:\u3001]"),
        new("[?!]+"),
        new("[.\u00A1\u00BF\u037E\u0589\u061F\u06D4\u0700-\u0702\u07FA\u3002]"),
        new("=|/"),
        new(Hyphenated + "\\.", PtbAction.SoftHyphens, "[,;:\u3001]"),
        new(Hyphenated, PtbAction.SoftHyphens),
        new(Compound + "\\.", PtbAction.QuotesAndSoftHyphens, "[,;:\u3001]"),
        new(Compound, PtbAction.QuotesAndSoftHyphens),
        new(Firm + "\\.", PtbAction.Ampersands, "[,;:\u3001]"),
        new(Firm, PtbAction.Ampersands),
        new(Quotes, PtbAction.Quotes, "[A-Za-z][^ \\t\\n\\r\u00A0]"),
        new(Clitic, PtbAction.Quotes),
        new(Quotes, PtbAction.Quotes),
        new("<<|>>"),
        new(Symbols),
        new(Blank + "+|[\\r\\n\u2028\u2029\u000B\u000C\u0085\u0000\u200B\u200E\u200F\uFEFF]|&nbsp;", PtbAction.Skip),
    ];
}
