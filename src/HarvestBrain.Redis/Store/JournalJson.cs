using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis.Store;

/// <summary>The journal's JSON, which a tape takes over as it is. What is not so is left out.</summary>
internal static class JournalJson
{
    public static byte[] Write(JournalNote note) => Bytes(json =>
    {
        json.WriteNumber("now", note.NowUnixMs);
        if (note.KillSwitchOn) json.WriteBoolean("kill", true);
        if (note.TakesBack) json.WriteBoolean("takes_back", true);
        if (note.AllSuspect) json.WriteBoolean("suspect", true);
        if (note.Reads.Count > 0)
        {
            json.WriteStartObject("read");
            foreach (JournalRead read in note.Reads)
            {
                json.WriteStartArray(read.Stream);
                json.WriteStringValue(read.To.ToString());
                json.WriteNumberValue(read.Entries);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        Write(json, note.Policies);
        if (note.Begins is not { } begins) return;
        json.WriteStartObject("begins");
        Write(json, begins);
        json.WriteEndObject();
    });

    public static byte[] Write(JournalStart start) => Bytes(json => Write(json, start));

    /// <exception cref="FormatException">It is none.</exception>
    public static JournalNote ReadNote(ReadOnlyMemory<byte> json) => Read(json, root => new JournalNote
    {
        NowUnixMs = root.GetProperty("now").GetInt64(),
        KillSwitchOn = Is(root, "kill"),
        TakesBack = Is(root, "takes_back"),
        AllSuspect = Is(root, "suspect"),
        Reads = root.TryGetProperty("read", out JsonElement read) ? [.. read.EnumerateObject().Select(ReadOf)] : [],
        Policies = ReadPolicies(root),
        Begins = root.TryGetProperty("begins", out JsonElement begins) ? ReadStart(begins) : null,
    });

    /// <exception cref="FormatException">It is none.</exception>
    public static JournalStart ReadStart(ReadOnlyMemory<byte> json) => Read(json, ReadStart);

    private static void Write(Utf8JsonWriter json, JournalStart start)
    {
        Write(json, "settings", start.Settings.Texts());
        Write(json, start.Policies);
        json.WriteStartObject("applied");
        foreach (JournalCursor cursor in start.Cursors) json.WriteString(cursor.Stream, cursor.Applied.ToString());
        json.WriteEndObject();
        if (start.IsRecovered) json.WriteBoolean("recovered", true);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<PolicyChange> policies)
    {
        if (policies.Count == 0) return;
        json.WriteStartArray("policies");
        foreach (PolicyChange change in policies)
        {
            json.WriteStartObject();
            json.WriteString("symbol", change.Symbol);
            if (change.IsBlocked) json.WriteBoolean("blocked", true);
            if (change.ApplyNow) json.WriteBoolean("apply_now", true);
            if (change.Policy is { } policy) Write(json, "settings", policy.Texts());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string setting, string text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(setting, text);
        json.WriteEndObject();
    }

    private static JournalRead ReadOf(JsonProperty read) =>
        new(read.Name, Id(read.Value[0]), read.Value[1].GetInt32());

    private static JournalStart ReadStart(JsonElement root)
    {
        SettingReader reader = Texts(root.GetProperty("settings"));
        EngineSettings settings = EngineSettings.Read(reader);
        Refuse(reader);
        return new JournalStart(
            settings, ReadPolicies(root),
                [.. root.GetProperty("applied").EnumerateObject().Select(cursor => new JournalCursor(cursor.Name, Id(cursor.Value)))],
            Is(root, "recovered"));
    }

    private static PolicyChange[] ReadPolicies(JsonElement root) =>
        root.TryGetProperty("policies", out JsonElement policies) ? [.. policies.EnumerateArray().Select(PolicyOf)] : [];

    private static PolicyChange PolicyOf(JsonElement change)
    {
        HarvestPolicy? policy = null;
        if (change.TryGetProperty("settings", out JsonElement texts))
        {
            SettingReader reader = Texts(texts);
            policy = PolicySettings.Read(reader, HarvestPolicy.Default);
            Refuse(reader);
        }
        return new PolicyChange(change.GetProperty("symbol").GetString() ?? "", policy, Is(change, "apply_now"), Is(change, "blocked"));
    }

    private static SettingReader Texts(JsonElement texts)
    {
        var byName = texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString() ?? "", StringComparer.Ordinal);
        return new SettingReader(byName.GetValueOrDefault) { IsReplay = true };
    }

    private static void Refuse(SettingReader reader)
    {
        if (reader.Problems.Count > 0) throw new FormatException($"its settings are not understood: {reader.Problems[0]}");
    }

    private static bool Is(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static EntryId Id(JsonElement text) =>
        EntryId.TryParse(text.GetString(), out EntryId id) ? id : throw new FormatException($"'{text}' is no entry id");

    private static T Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new FormatException($"what a commit noted cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}
