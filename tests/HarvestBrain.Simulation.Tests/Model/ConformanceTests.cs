using System.Diagnostics;
using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Testing.Model;
using StackExchange.Redis;
using StreamEntry = HarvestBrain.Redis.Store.StreamEntry;

namespace HarvestBrain.Simulation.Tests.Model;

/// <summary>
/// The model is only worth what it has in common with Redis: the same random operations on both, every answer and all that is
/// left at the end compared. <c>HARVEST_CONFORMANCE_SEED</c> repeats one sequence.
/// </summary>
[Collection("one after the other: each wants all cores, and the one with a server has timeouts")]
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int Sequences = 300;
    private const int Operations = 70;

    private static readonly HarvestBrainOptions Options = new()
    {
        Mode = HarvestMode.Live,
        Redis = new RedisSettings { LeaseSeconds = 3600, JournalMaxLength = 6 }, // so few are trimmed by nobody
    };

    private static readonly Keys Keys = new(Options.Redis, Options.Mode, Options.Instance);
    private static readonly string[] KillValues = ["1", "0", "", "off", " No\t", "false", "TRUE", "\u00a0", "0\u2003", "nö", "\v0\f", "off-ish"];
    private static readonly string[] Symbols = ["ETHUSDT", "BTCUSDT"];
    private static readonly string[] TypedKeys = [Keys.Checkpoint, Keys.Positions, Keys.Lease, Keys.Fence, Keys.KillSwitch, Keys.Input, Keys.Output,
        Keys.DeadLetters, Keys.Journal, Keys.Inputs[1].Name, Keys.History(Symbols[0]), Keys.Dedup("id0"), Keys.Config(Symbols[0])];

    private static readonly string[] Inputs = [.. Keys.Inputs.Select(stream => stream.Name)];

    [Fact]
    public async Task Model_RandomOperations_AnswersAsRedisDoes()
    {
        using var server = new RedisServer();
        await using var connection = Connection(server);
        await connection.ConnectAsync();
        bool one = int.TryParse(Environment.GetEnvironmentVariable("HARVEST_CONFORMANCE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out int seed);
        var watch = Stopwatch.StartNew();
        for (int i = one ? seed : 0; i < (one ? seed + 1 : Sequences); i++) await new Sequence(i, connection).RunAsync();
        output.WriteLine($"{Sequences} sequences of {Operations} operations in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(9000)]
    public async Task Commit_DeadLetterOfManyFields_IsWrittenAsAWhole(int count)
    {
        using var server = new RedisServer();
        await using var connection = Connection(server);
        await connection.ConnectAsync();
        await using var store = new RedisHarvestStore(connection, Options, "one", "a");
        string lease = (await store.AcquireAsync(CancellationToken.None)).Lease!;
        var id = new EntryId(5, 0);
        var batch = new CommitBatch { Cursors = [new CursorMove(Keys.Input, null, id, 1)], Revision = "" };
        EntryField[] fields = [.. Enumerable.Range(0, count).Select(i => new EntryField(Bytes($"f{i}"), Bytes("x")))];
        batch.DeadLetters.Add(new DeadLetter(new StreamEntry(id, fields, Keys.Inputs[0]), "NoSymbol"));
        batch.Positions.Add(("ETHUSDT:BOTH", Bytes("{}")));
        CommitResult result = await store.CommitAsync(lease, batch, CancellationToken.None);
        Assert.Equal(CommitStatus.Done, result.Status);
        Assert.Single((await store.LoadAsync(CancellationToken.None)).Positions);
    }

    [Fact]
    public void KillSwitch_OddValues_MeanTheSameToTheLoopAndToTheCommit()
    {
        foreach (string value in KillValues)
        {
            var redis = new ModelRedis();
            redis.Set(Keys.KillSwitch, value);
            var store = new ModelStore(redis, Options, "a");
            string lease = store.Acquire().Lease!;
            var batch = new CommitBatch { Cursors = [new CursorMove(Keys.Input, null, new EntryId(1, 0), 1)], Revision = "" };
            batch.Intents.Add(new CommitIntent("id", "ETHUSDT", IntentKind.PartialClose, 1, Bytes("{}"), 0, "", ""));
            Assert.Equal(KillSwitch.IsOn(value), store.Commit(lease, batch).Status == CommitStatus.Killed);
        }
    }

    private static RedisConnection Connection(RedisServer server) =>
        new(ConnectionSettings.Of(new RedisSettings { Port = server.Port }, CallLimits.Loop));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class Sequence(int seed, RedisConnection connection)
    {
        private readonly Random _random = new(seed);
        private readonly ModelRedis _redis = new() { NowUnixMs = 1_768_694_400_000 };
        private readonly List<string> _log = [];
        private readonly List<EntryId> _ids = [];
        private readonly string?[] _leases = new string?[2];
        private long _lastMs;

        public async Task RunAsync()
        {
            await RealAsync("FLUSHALL");
            RedisHarvestStore[] real = [new RedisHarvestStore(connection, Options, "one", "a"), new RedisHarvestStore(connection, Options, "two", "b")];
            ModelStore[] model = [new ModelStore(_redis, Options, "a"), new ModelStore(_redis, Options, "b")];
            _leases[0] = (await real[0].AcquireAsync(default)).Lease;
            Assert.Equal(_leases[0], model[0].Acquire().Lease);
            for (int i = 0; i < Operations; i++)
            {
                int client = _random.Next(2);
                await StepAsync(client, real[client], model[client]);
                if (_random.Next(10) == 0) await CompareStateAsync();
            }
            await CompareStateAsync();
            await RealAsync("CONFIG", "SET", "maxmemory", "0");
        }

        private async Task StepAsync(int client, RedisHarvestStore real, ModelStore model)
        {
            string lease = Lease(client);
            int roll = _random.Next(100);
            switch (roll)
            {
                case < 12:
                    LeaseResult? mine = null;
                    await BothAsync("acquire", real, model, async s =>
                    {
                        LeaseResult r = await s.AcquireAsync(default);
                        mine = r;
                        return $"{r.Lease} {r.Holder} {r.KillSwitch}";
                    });
                    if (mine?.Lease is { } taken) _leases[client] = taken;
                    break;
                case < 14:
                    await BothAsync($"release {lease}", real, model, async s =>
                    {
                        await s.ReleaseAsync(lease, default);
                        return "";
                    });
                    break;
                case < 18:
                    await BothAsync("load", real, model, async s => Text(await s.LoadAsync(default)));
                    break;
                case < 38:
                    int count = 1 + _random.Next(6);
                    string[] symbols = [.. Symbols.Take(_random.Next(3))];
                    EntryId[] after = [.. Keys.Inputs.Select(_ => _random.Next(3) == 0 ? AnyIdOrNone() : default)];
                    await BothAsync($"read {lease} count {count} after {string.Join(' ', after)}", real, model,
                        async s => Text(await s.ReadAsync(lease, after, count, symbols, default)));
                    break;
                case < 43:
                    string read = Inputs[_random.Next(2) == 0 ? _random.Next(Inputs.Length) : 0];
                    if (_redis.OutOfMemory || _redis.TypeOf(read) != "stream" || !_redis.Stream(read)!.Groups.ContainsKey(Keys.Group)) break;
                    int most = 1 + _random.Next(4);
                    _log.Add($"XREADGROUP {most} of {read}");
                    await RealAsync("XREADGROUP", "GROUP", Keys.Group, "thief", "COUNT", most, "STREAMS", read, ">");
                    _redis.ReadGroup(read, Keys.Group, most);
                    break;
                case < 65:
                    CommitBatch batch = Batch();
                    await BothAsync($"commit {lease} {Text(batch)}", real, model, async s =>
                    {
                        CommitResult r = await s.CommitAsync(lease, batch, default);
                        return $"{r.Status} {string.Join(',', r.Published)} {r.Key} made {r.GroupMade}";
                    });
                    break;
                case < 67:
                    await BothAsync("overrides", real, model, async s => string.Join(';', (await s.OverridesAsync(Symbols, default)).Select(Text)));
                    break;
                case < 69:
                    EntryId[] afters = [.. Keys.Inputs.Select(_ => AnyIdOrNone())];
                    await BothAsync($"wait after {string.Join(' ', afters)}", real, model, async s =>
                    {
                        await s.WaitAsync(afters, TimeSpan.FromMilliseconds(1), default);
                        return "";
                    });
                    break;
                case < 74:
                    await BothAsync("backlog", real, model, async s => $"{await s.BacklogAsync(default) with { Lag = 0 }}");
                    break;
                case < 76:
                    (string key, byte[] state) = (Symbols[_random.Next(2)] + ":BOTH", Bytes($"state {_random.Next(3)}"));
                    byte[] seen = _random.Next(2) == 0 && _redis.TypeOf(Keys.Positions) == "hash" ? _redis.HashGet(Keys.Positions, key) ?? [] : Bytes("other");
                    await BothAsync("replace", real, model, async s => s is RedisHarvestStore redis
                        ? $"{await redis.ReplaceAsync(key, seen, state, default)}"
                        : $"{((ModelStore)s).Replace(key, seen, state)}");
                    break;
                case < 90:
                    await AddAsync();
                    break;
                default:
                    await DisturbAsync();
                    break;
            }
        }

        private async Task AddAsync()
        {
            string stream = Inputs[_random.Next(2) == 0 ? _random.Next(Inputs.Length) : 0];
            if (_redis.OutOfMemory || _redis.TypeOf(stream) is not ("stream" or "none")) return;
            for (int i = _random.Next(5); i >= 0; i--)
            {
                var id = new EntryId(++_lastMs, _random.Next(3));
                string value = $"v{_random.Next(10)}";
                await RealAsync("XADD", stream, id.ToString(), "symbol", value, "\0\r\n", "");
                _redis.Run(() => _redis.StreamAdd(stream, [new EntryField(Bytes("symbol"), Bytes(value)), new EntryField(Bytes("\0\r\n"), default)], id));
                _ids.Add(id);
                _log.Add($"XADD {stream} {id}");
            }
        }

        private async Task DisturbAsync()
        {
            switch (_random.Next(14))
            {
                case 0:
                    await BothDeleteAsync(Keys.Lease);
                    break;
                case 1 when _redis.TypeOf(Keys.Input) == "stream":
                    int keep = _random.Next(8);
                    _log.Add($"XTRIM {keep}");
                    await RealAsync("XTRIM", Keys.Input, "MAXLEN", keep);
                    _redis.Stream(Keys.Input)!.Trim(keep);
                    break;
                case 2 when _redis.TypeOf(Keys.Input) == "stream" && _ids.Count > 0:
                    EntryId gone = AnyId();
                    _log.Add($"XDEL {gone}");
                    await RealAsync("XDEL", Keys.Input, gone.ToString());
                    _redis.Stream(Keys.Input)!.Delete(gone);
                    break;
                case 3 when _redis.TypeOf(Keys.Input) == "stream":
                    _log.Add("XGROUP DESTROY");
                    await RealAsync("XGROUP", "DESTROY", Keys.Input, Keys.Group);
                    _redis.GroupDestroy(Keys.Input, Keys.Group);
                    break;
                case 4 when _random.Next(3) == 0:
                    _log.Add("FLUSHALL");
                    await RealAsync("FLUSHALL");
                    _redis.FlushAll();
                    break;
                case 5 or 6 when !_redis.OutOfMemory:
                    string kill = KillValues[_random.Next(KillValues.Length)];
                    await SetAsync(Keys.KillSwitch, kill);
                    break;
                case 7:
                    await BothDeleteAsync(Keys.KillSwitch);
                    break;
                case 8 when !_redis.OutOfMemory:
                    await SetAsync(TypedKeys[_random.Next(TypedKeys.Length)], "not what it should be");
                    break;
                case 9 or 10:
                    // Whatever holds the wrong type is put away.
                    foreach (string key in TypedKeys)
                    {
                        if (_redis.TypeOf(key) == "string" && _redis.Get(key) == "not what it should be") await BothDeleteAsync(key);
                    }
                    break;
                case 11:
                    _redis.OutOfMemory = !_redis.OutOfMemory && _random.Next(2) == 0;
                    _log.Add($"out of memory: {_redis.OutOfMemory}");
                    await RealAsync("CONFIG", "SET", "maxmemory", _redis.OutOfMemory ? "1" : "0");
                    break;
                case 12:
                    _log.Add("SCRIPT FLUSH");
                    await RealAsync("SCRIPT", "FLUSH");
                    break;
                case 13 when !_redis.OutOfMemory && _redis.TypeOf(Keys.Fence) is "string" or "none":
                    // Of an older version, of one who was given the same token, and of nobody who knows what it is.
                    string[] fences = ["2", "1:c", "3:b", "10:a", "", "x"];
                    await SetAsync(Keys.Fence, fences[_random.Next(fences.Length)]);
                    break;
                default:
                    break;
            }
        }

        private CommitBatch Batch()
        {
            bool isHash = _redis.TypeOf(Keys.Checkpoint) == "hash";
            string revision = isHash ? _redis.HashText(Keys.Checkpoint, "revision") : "";
            if (_random.Next(8) == 0) revision += "1";
            var cursors = new List<CursorMove>();
            foreach (InputStream stream in Keys.Inputs)
            {
                EntryId? from = EntryId.TryParse(isHash ? _redis.HashText(Keys.Checkpoint, stream.Name) : "", out EntryId saved) ? saved : null;
                EntryId to = _random.Next(3) > 0 ? from ?? default : AnyIdOrNone();
                if (_random.Next(18) == 0) from = _random.Next(2) == 0 ? AnyIdOrNone() : null;
                cursors.Add(new CursorMove(stream.Name, from, to, _random.Next(4)));
            }
            var batch = new CommitBatch
            {
                Cursors = cursors,
                Revision = revision,
                SavedPositions = _random.Next(4) == 0 ? _random.Next(3) : -1,
                DecidedAtUnixMs = _random.Next(8) == 0 ? 0 : 9_000_000_000_000, // long ago, or not yet: the two clocks differ
            };
            for (int i = _random.Next(4); i > 0; i--)
            {
                int id = _random.Next(6);
                batch.Intents.Add(new CommitIntent($"id{id}", Symbols[_random.Next(2)], IntentKind.PartialClose, 1 + (_random.Next(4) / 3),
                    Bytes($"{{\"n\":{id},\"\u00e9\":1}}"), 1_768_694_400_000 + _random.Next(1000), "", ""));
            }
            for (int i = _random.Next(3); i > 0; i--) batch.Positions.Add((Symbols[_random.Next(2)] + ":BOTH", Bytes($"state {_random.Next(3)}")));
            for (int i = _random.Next(5) - 3; i > 0; i--)
                batch.DeadLetters.Add(new DeadLetter(new StreamEntry(new EntryId(9, i), [new EntryField(Bytes("a"), Bytes("b"))], Keys.Inputs[0]), "NoSymbol"));
            if (_random.Next(2) == 0) batch.CheckpointFields.Add(("owner", $"{_random.Next(3)}"));
            if (_random.Next(3) == 0) return batch;
            batch.Note = new JournalNote { NowUnixMs = 5, KillSwitchOn = _random.Next(2) == 0, Reads = [new JournalRead(Keys.Inputs[0].Word, cursors[0].To, 1)] };
            if (_random.Next(2) == 0) batch.Anchor = new JournalStart(new EngineSettings(Options.Mode, "", 1, Options.Policy), [], [], IsRecovered: false);
            batch.MustAnchor = _random.Next(4) == 0;
            return batch;
        }

        private string Lease(int client) => _random.Next(8) switch
        {
            0 => _leases[1 - client] ?? "none",
            1 => "9:wrong",
            _ => _leases[client] ?? "none",
        };

        private EntryId AnyIdOrNone() => _ids.Count > 0 ? AnyId() : default;

        private EntryId AnyId() => _ids[_random.Next(_ids.Count)];

        private async Task BothAsync(string what, IHarvestStore real, ModelStore model, Func<IHarvestStore, Task<string>> call)
        {
            string expected = await AnswerAsync(real, call), found = await AnswerAsync(model, call);
            _log.Add($"{what}: {expected}");
            if (expected != found) Fail($"Redis answers {expected}\nmodel answers {found}");
        }

        private static async Task<string> AnswerAsync(IHarvestStore store, Func<IHarvestStore, Task<string>> call)
        {
            try
            {
                return await call(store);
            }
            catch (StoreException e)
            {
                return $"fault {e.Fault}";
            }
        }

        private async Task SetAsync(string key, string value)
        {
            _log.Add($"SET {key} {value}");
            await RealAsync("SET", key, value);
            _redis.Run(() =>
            {
                _redis.Set(key, value);
                return true;
            });
        }

        private async Task BothDeleteAsync(string key)
        {
            _log.Add($"DEL {key}");
            await RealAsync("DEL", key);
            _redis.Run(() => _redis.Delete(key));
        }

        private async Task CompareStateAsync()
        {
            string expected = await RealStateAsync(), found = ModelState();
            if (expected != found) Fail($"Redis holds\n{expected}\nmodel holds\n{found}");
        }

        private void Fail(string text) => Assert.Fail($"HARVEST_CONFORMANCE_SEED={seed}\n{text}\nafter\n{string.Join('\n', _log.TakeLast(40))}");

        private string ModelState()
        {
            var text = new StringBuilder();
            foreach (string key in _redis.Names)
            {
                text.Append(CultureInfo.InvariantCulture, $"{key} expires {_redis.Pttl(key) >= 0}: ");
                text.AppendLine(_redis.TypeOf(key) switch
                {
                    "string" => _redis.Get(key),
                    "hash" => string.Join(' ', _redis.Hash(key).Where(p => !IsOurId(p.Key)).Select(p => $"{p.Key}={Encoding.UTF8.GetString(p.Value)}").Order(StringComparer.Ordinal)),
                    "zset" => string.Join(' ', _redis.SortedSet(key).Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal)),
                    _ => Text(key, _redis.Stream(key)!),
                });
            }
            return text.ToString();
        }

        private static string Text(string key, ModelStream stream)
        {
            var text = new StringBuilder();
            text.AppendJoin(' ', stream.Entries.Select(e => Text(key, e.Id.ToString(), e.Fields.SelectMany(f => new[] { Text(f.Name), Text(f.Value) }))));
            foreach ((string name, ModelGroup group) in stream.Groups)
                text.Append(CultureInfo.InvariantCulture, $" group {name} {group.Delivered} [{string.Join(',', group.Pending)}]");
            return text.ToString();
        }

        private async Task<string> RealStateAsync()
        {
            var text = new StringBuilder();
            foreach (string key in Texts(await RealAsync("KEYS", "*")).Order(StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{key} expires {(long)await RealAsync("PTTL", key) >= 0}: ");
                text.AppendLine((string?)await RealAsync("TYPE", key) switch
                {
                    "string" => (string?)await RealAsync("GET", key),
                    "hash" => string.Join(' ', Texts(await RealAsync("HGETALL", key)).Chunk(2).Where(p => !IsOurId(p[0])).Select(p => $"{p[0]}={p[1]}").Order(StringComparer.Ordinal)),
                    "zset" => string.Join(' ', Texts(await RealAsync("ZRANGE", key, 0, -1, "WITHSCORES")).Chunk(2).Select(p => $"{p[0]}={p[1]}").Order(StringComparer.Ordinal)),
                    _ => await RealStreamAsync(key),
                });
            }
            return text.ToString();
        }

        private async Task<string> RealStreamAsync(string key)
        {
            var text = new StringBuilder();
            var entries = (RedisResult[])(await RealAsync("XRANGE", key, "-", "+"))!;
            text.AppendJoin(' ', entries.Select(e => (RedisResult[])e!).Select(e => Text(key, (string)e[0]!, Texts(e[1]))));
            foreach (RedisResult group in (RedisResult[])(await RealAsync("XINFO", "GROUPS", key))!)
            {
                var fields = (RedisResult[])group!;
                string name = (string)fields[1]!;
                var pending = (RedisResult[])(await RealAsync("XPENDING", key, name, "-", "+", 1000))!;
                string delivered = (string)fields[Array.FindIndex(fields, f => !f.IsNull && (string?)f == "last-delivered-id") + 1]!;
                text.Append(CultureInfo.InvariantCulture, $" group {name} {delivered} [{string.Join(',', pending.Select(p => Texts(p)[0]))}]");
            }
            return text.ToString();
        }

        private static bool IsOurId(string field) => field is Checkpoint.AnchorJournalField or Checkpoint.AnchorOutputField;

        // The ids of what we add ourselves are the server's: only order and fields count.
        private static string Text(string key, string id, IEnumerable<string> fields) => (Inputs.Contains(key) ? id : "*") + "(" + string.Join('|', Inputs.Contains(key) ? fields : fields.Where(field => !EntryId.TryParse(field, out _))) + ")";

        private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

        private static string Text(SymbolOverrides o) => $"{o.WrongType} {string.Join(',', o.Values.Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal))}";

        private static string Text(LoadedState s) =>
            $"{s.Checkpoint} {string.Join(',', s.Inputs)} {string.Join(',', s.Positions.Select(p => $"{p.Key}={Text(p.State)}").Order(StringComparer.Ordinal))}";

        private static string Text(ReadResult r) =>
            $"{r.Fenced} {r.KillSwitch ?? "missing"} cut {r.CutBefore} last {string.Join(' ', r.LastIds)} {string.Join(" and ", r.Streams.Select(Text))} {string.Join(';', r.Overrides.Select(Text))}";

        private static string Text(IReadOnlyList<StreamEntry> entries) => string.Join(' ', entries.Select(e =>
            $"{e.Stream.Source}/{e.Id}({string.Join('|', e.Fields.Select(f => $"{Text(f.Name)}={Text(f.Value)}"))})"));

        private static string Text(CommitBatch b) =>
            $"{string.Join(' ', b.Cursors)} '{b.Revision}' intents {string.Join(',', b.Intents.Select(i => $"{i.IntentId}/{i.Attempt}"))}";

        private static string[] Texts(RedisResult list) => Array.ConvertAll((RedisResult[])list!, item => (string?)item ?? "");

        private Task<RedisResult> RealAsync(string command, params object[] arguments) => connection.Commands.ExecuteAsync(command, arguments);
    }
}
