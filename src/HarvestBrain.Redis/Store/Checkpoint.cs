using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// How far a service is, as it is saved: the names of the fields stand here and nowhere else. Beside them each stream has a field with its
/// name.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>Version of the saved state.</summary>
    public const string SchemaField = "schema";

    /// <summary>Moved by whoever changes the state besides the owner.</summary>
    public const string RevisionField = "revision";

    /// <summary>How many entries of the executions, ever, lie up to the last applied one.</summary>
    public const string AppliedCountField = "applied";

    /// <summary>How many positions are saved.</summary>
    public const string PositionsField = "positions";

    /// <summary>When the partial closes of the last minute were published, Unix milliseconds.</summary>
    public const string RateField = "rate";

    /// <summary>When the stop moves of the last minute were published, Unix milliseconds.</summary>
    public const string StopRateField = "stop_rate";

    /// <summary>The mode of the last owner.</summary>
    public const string ModeField = "mode";

    /// <summary>The last owner's lease.</summary>
    public const string OwnerField = "owner";

    /// <summary>The last owner's token.</summary>
    public const string TokenField = "token";

    /// <summary>The last applied execution that the journal knows of.</summary>
    public const string JournaledField = "journaled";

    /// <summary>Of an anchor's checkpoint: how many entries the journal had had, ever, up to the one it was set with.</summary>
    public const string AnchorAddedField = "anchor_added";

    /// <summary>Of an anchor's checkpoint: the entry of the journal that it was set with.</summary>
    public const string AnchorJournalField = "anchor_journal";

    /// <summary>Of an anchor's checkpoint: the last entry of the output.</summary>
    public const string AnchorOutputField = "anchor_output";

    /// <summary>Of an anchor's checkpoint: the settings in force.</summary>
    public const string AnchorStartField = "anchor_start";

    private readonly IReadOnlyDictionary<string, string> _fields;

    /// <param name="fields">All fields as they are saved.</param>
    public Checkpoint(IReadOnlyDictionary<string, string> fields) => _fields = fields;

    /// <summary>There is none.</summary>
    public static Checkpoint None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public bool Exists => _fields.Count > 0;

    public string? Schema => _fields.GetValueOrDefault(SchemaField);

    public string Revision => _fields.GetValueOrDefault(RevisionField, "");

    /// <summary>-1 = not known.</summary>
    public long AppliedCount => Number(AppliedCountField) ?? -1;

    /// <summary>-1 = not known.</summary>
    public long Positions => Number(PositionsField) ?? -1;

    /// <summary>Any field.</summary>
    public string? this[string field] => _fields.GetValueOrDefault(field);

    public IEnumerable<long> Rate => Times(RateField);

    public IEnumerable<long> StopRate => Times(StopRateField);

    /// <summary><see langword="null"/> = nobody was the owner yet.</summary>
    public HarvestMode? Mode => _fields.GetValueOrDefault(ModeField) switch
    {
        { } word when word == Words.Of(HarvestMode.Live) => HarvestMode.Live,
        { } word when word == Words.Of(HarvestMode.Shadow) => HarvestMode.Shadow,
        _ => null,
    };

    /// <summary>
    /// The last applied entry of a stream; 0-0 where it is read from its beginning, <see langword="null"/> = it was never read.
    /// </summary>
    public EntryId? Applied(string stream) => EntryId.TryParse(_fields.GetValueOrDefault(stream), out EntryId id) ? id : null;

    /// <summary>The last applied execution that the journal knows of; <see langword="null"/> = it knows nothing.</summary>
    public EntryId? Journaled => Applied(JournaledField);

    /// <summary>The same fields and values.</summary>
    public bool SameAs(Checkpoint other) => _fields.Count == other._fields.Count
        && _fields.All(field => other._fields.TryGetValue(field.Key, out string? value) && value == field.Value);

    public override string ToString() =>
        string.Join(',', _fields.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal));

    private IEnumerable<long> Times(string name)
    {
        foreach (string text in _fields.GetValueOrDefault(name, "").Split(','))
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ms)) yield return ms;
        }
    }

    private long? Number(string name) =>
        _fields.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
