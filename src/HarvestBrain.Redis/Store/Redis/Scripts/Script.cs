using System.Text;
using System.Text.Json;
using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>A Lua script of this package. Each has a class with its name, where its request and its reply stand.</summary>
internal sealed class Script(string name)
{
    private static readonly string Fields =
        $"local FIELD = {{schema = '{Checkpoint.SchemaField}', revision = '{Checkpoint.RevisionField}', "
        + $"positions = '{Checkpoint.PositionsField}', journaled = '{Checkpoint.JournaledField}', "
        + $"anchor_added = '{Checkpoint.AnchorAddedField}', anchor_journal = '{Checkpoint.AnchorJournalField}', "
        + $"anchor_output = '{Checkpoint.AnchorOutputField}', anchor_start = '{Checkpoint.AnchorStartField}'}}\n";

    /// <summary>What the server runs.</summary>
    public string Source { get; } = Fields + Text("shared") + Text(name);

    /// <summary>The first argument of a script: a JSON object with its scalars by name.</summary>
    /// <param name="write">Writes the members.</param>
    public static RedisValue Head(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Where a script takes nothing.</summary>
    public static RedisValue NoHead => "{}";

    private static string Text(string name)
    {
        using Stream stream = typeof(Script).Assembly.GetManifestResourceStream($"HarvestBrain.Redis.Store.Redis.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"script {name} is not part of the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>One call of a script.</summary>
/// <param name="Script">The script.</param>
/// <param name="Keys">Every key that it touches.</param>
/// <param name="Arguments">The head, and what stands behind it.</param>
/// <param name="Read">Reads its answer.</param>
internal sealed record ScriptCall<T>(Script Script, RedisKey[] Keys, RedisValue[] Arguments, ReplyReader<T> Read);

/// <summary>Reads an answer that is not decoded yet.</summary>
internal delegate T ReplyReader<out T>(ref RespReader reader);
