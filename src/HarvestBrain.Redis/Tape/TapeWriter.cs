using System.Buffers;
using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tape;

/// <summary>Writes the lines of a tape.</summary>
internal sealed class TapeWriter(Stream target, Keys keys)
{
    private readonly ArrayBufferWriter<byte> _lines = new(1 << 16);
    private EntryId _previous;

    /// <summary>Writes on where a tape ends.</summary>
    public void GoOn(EntryId journal) => _previous = journal;

    /// <summary>The settings in force, and where the service was; without an anchor what an operator's own environment says.</summary>
    public void Settings(byte[] start, JournalAnchor? anchor, int positions)
    {
        _previous = anchor?.Journal ?? default;
        TapeLine.Write(_lines, json =>
        {
            json.WriteString("type", "settings");
            json.WriteString("version", typeof(TapeWriter).Assembly.GetName().Version?.ToString(3));
            using (var document = System.Text.Json.JsonDocument.Parse(start))
            {
                foreach (System.Text.Json.JsonProperty member in document.RootElement.EnumerateObject()) member.WriteTo(json);
            }
            json.WriteStartObject("streams");
            foreach (InputStream stream in keys.Inputs) json.WriteString(stream.Word, stream.Name);
            json.WriteEndObject();
            if (anchor is null) return;
            json.WriteString("journal", anchor.Journal.ToString());
            json.WriteNumber("added", anchor.Added);
            json.WriteString("output", anchor.Output.ToString());
            json.WriteString("rate", string.Join(',', anchor.Checkpoint.Rate));
            json.WriteString("stop_rate", string.Join(',', anchor.Checkpoint.StopRate));
            json.WriteNumber("positions", positions);
        });
    }

    /// <summary>A position as the tape begins.</summary>
    public void State(string key, byte[] state) => TapeLine.Write(_lines, json =>
    {
        json.WriteString("type", "state");
        json.WriteString("position", key);
        json.WritePropertyName("state");
        json.WriteRawValue(state);
    });

    /// <summary>An entry of an input stream.</summary>
    public void Entry(StreamEntry entry) => TapeLine.WriteEntry(_lines, entry.Stream.Source, entry.Id, entry.Fields);

    /// <summary>A commit, behind the entries that it read.</summary>
    public void Commit(JournalEntry commit, IReadOnlyList<StreamEntry> entries)
    {
        EntryId previous = _previous;
        _previous = commit.Id;
        TapeLine.Write(_lines, json =>
        {
            json.WriteString("type", "commit");
            json.WriteString("id", commit.Id.ToString());
            json.WriteString("after", previous.ToString());
            json.WritePropertyName("note");
            json.WriteRawValue(commit.Note);
            json.WriteString("published", commit.Published);
            if (commit.First is { } first) json.WriteString("first", first.ToString());
            json.WriteStartObject("ids");
            foreach (IGrouping<string, StreamEntry> stream in entries.GroupBy(entry => entry.Stream.Word))
            {
                json.WriteStartArray(stream.Key);
                foreach (StreamEntry entry in stream) json.WriteStringValue(entry.Id.ToString());
                json.WriteEndArray();
            }
            json.WriteEndObject();
        });
    }

    /// <summary>A position that an operator changed.</summary>
    public void Position(JournalEntry change)
    {
        EntryId previous = _previous;
        _previous = change.Id;
        TapeLine.Write(_lines, json =>
        {
            json.WriteString("type", "position");
            json.WriteString("id", change.Id.ToString());
            json.WriteString("after", previous.ToString());
            json.WriteString("position", change.Position);
            json.WritePropertyName("state");
            json.WriteRawValue(change.State);
        });
    }

    /// <summary>What should stand here and is gone from Redis.</summary>
    public void Missing(TapeGap gap) => TapeLine.Write(_lines, json =>
    {
        json.WriteString("type", "missing");
        json.WriteString("stream", gap.Stream);
        json.WriteString("after", gap.After.ToString());
        if (gap.Upto is { } upto) json.WriteString("upto", upto.ToString());
        json.WriteString("entries", gap.Entries.ToString(CultureInfo.InvariantCulture));
    });

    /// <summary>Writes out what is whole.</summary>
    public async Task FlushAsync(CancellationToken stop)
    {
        if (_lines.WrittenCount == 0) return;
        await target.WriteAsync(_lines.WrittenMemory, stop).ConfigureAwait(false);
        await target.FlushAsync(stop).ConfigureAwait(false);
        _lines.ResetWrittenCount();
    }
}
