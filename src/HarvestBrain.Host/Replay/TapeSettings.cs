using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Import;

namespace HarvestBrain.Host.Replay;

/// <summary>What the first line of a tape says: the settings that were in force.</summary>
/// <param name="Texts">Names and values.</param>
/// <param name="Policies">Of single symbols.</param>
/// <param name="Positions">How many positions there were already.</param>
internal sealed record TapeSettings(
    IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, HarvestPolicy> Policies, int Positions)
{
    /// <summary>
    /// Those of the first tape among files; <see langword="null"/> = none of them is one. Standard input is not looked at.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="copies">Where pipes are read from.</param>
    public static TapeSettings? Of(IEnumerable<string> files, PipeCopies copies) =>
        files.Where(file => !RecordedFiles.IsStandardInput(file) && File.Exists(file)).Select(file => Of(file, copies)).FirstOrDefault(
            settings => settings is not null);

    private static TapeSettings? Of(string file, PipeCopies copies)
    {
        try
        {
            using Stream stream = File.OpenRead(copies.Of(file));
            if (!new LineReader(stream, CancellationToken.None).TryRead(out ReadOnlyMemory<byte> line, out bool tooLong) || tooLong)
                return null;
            return TapeLine.Is(line.Span) && TapeLine.Type(line.Span) == "settings" ? Read(line) : null;
        }
        catch (Exception e)
            when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or KeyNotFoundException)
        {
            return null; // whoever reads the lines says what is wrong
        }
    }

    private static TapeSettings Read(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        var policies = new Dictionary<string, HarvestPolicy>(StringComparer.Ordinal);
        foreach (JsonElement own in root.TryGetProperty("policies", out JsonElement all) ? all.EnumerateArray().ToArray() : [])
        {
            if (!own.TryGetProperty("settings", out JsonElement texts)) continue;
            Dictionary<string, string> byName = Members(texts);
            policies[own.GetProperty("symbol").GetString()!] =
                PolicySettings.Read(new SettingReader(byName.GetValueOrDefault) { IsReplay = true }, HarvestPolicy.Default);
        }
        int positions = root.TryGetProperty("positions", out JsonElement count) ? count.GetInt32() : 0;
        return new TapeSettings(Members(root.GetProperty("settings")), policies, positions);
    }

    private static Dictionary<string, string> Members(JsonElement texts) =>
        texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString() ?? "", StringComparer.Ordinal);
}
