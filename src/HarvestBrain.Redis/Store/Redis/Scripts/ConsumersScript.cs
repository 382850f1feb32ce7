using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>consumers.lua: removes the consumers of hosts that are gone.</summary>
internal sealed class ConsumersScript(Keys keys, string consumer, TimeSpan gone)
{
    private static readonly Script Consumers = new("consumers");

    private readonly RedisKey[] _keys = [keys.Lease, keys.Fence, .. keys.Inputs.Select(stream => (RedisKey)stream.Name)];

    public ScriptCall<GoneConsumers> Call(string lease) => new(
        Consumers, _keys,
        [
            Script.Head(head =>
            {
                head.WriteString("lease", lease);
                head.WriteString("group", keys.Group);
                head.WriteString("consumer", consumer);
                head.WriteNumber("idle_ms", (long)gone.TotalMilliseconds);
            }),
        ],
        Read);

    private static GoneConsumers Read(ref RespReader reader)
    {
        reader.DemandAggregate();
        reader.MoveNextScalar();
        if (reader.Is("FENCED"u8)) return new GoneConsumers(Fenced: true, 0, null);
        reader.MoveNextScalar();
        long removed = reader.ReadInt64();
        reader.MoveNext();
        return new GoneConsumers(Fenced: false, removed, Replies.Text(ref reader));
    }
}
