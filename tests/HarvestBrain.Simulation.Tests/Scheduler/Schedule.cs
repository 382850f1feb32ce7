using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Testing.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>Makes the store of one worker; the place where a broken one is put in.</summary>
internal delegate ModelStore StoreFactory(ModelRedis redis, HarvestBrainOptions options, string owner);

/// <summary>
/// One schedule: two instances, one server, a market. One thread; what happens next, and whether it goes well, is drawn from the
/// seed. Equal seeds give equal runs.
/// </summary>
internal sealed class Schedule
{
    private const int FaultySteps = 700;
    private const int MaxQuietSteps = 6000;
    private static readonly string[] OnValues = ["1", "true", "on", "yes", "maybe", " 1 ", "0x", "\u00a0", "kill"];
    private static readonly string[] OffValues = ["0", "", "off", " NO ", "False"];

    // Shared: the numbers that they count are looked at by nobody here, and a meter is never collected.
    private static readonly HarvestStatus Status = new();
    private static readonly HarvestMetrics Metrics = new(Status);

    private readonly Random _random;
    private readonly Faults _faults;
    private readonly StoreFactory _newStore;
    private readonly List<string>? _trace;
    private readonly SimulatedClock _clock = new();
    private readonly ModelRedis _redis = new();
    private readonly HarvestBrainOptions _options;
    private readonly Keys _keys;
    private readonly Monitor _monitor;
    private readonly EntrySource _source;
    private readonly Instance[] _instances = new Instance[2];
    private readonly List<(string Name, Func<Action> Effect)> _late = [];
    private readonly SnapshotProducer _snapshots;
    private readonly List<(InputStream Stream, EntryId Id, EntryField[] Fields)> _added = [];
    private readonly HashSet<EntryId> _lost = [];
    private readonly Dictionary<string, EntryId> _openAtLoss = new(StringComparer.Ordinal);
    private long _skewMs;
    private EntryId _lastId;
    private bool _recovering;
    private int _generation;
    private int _step;

    private Schedule(int seed, StoreFactory newStore, Faults faults, List<string>? trace)
    {
        _random = new Random(seed);
        _faults = faults;
        _newStore = newStore;
        _trace = trace;
        bool again = faults.Kind == ScheduleKind.AskedAgain;
        _options = new HarvestBrainOptions
        {
            Mode = _random.Next(2) == 0 ? HarvestMode.Shadow : HarvestMode.Live,
            MaxActionsPerMinute = 2000,
            Policy = Exits(_random) with
            {
                MaxPriceAgeSeconds = 86_400,
                Rearm = again ? (RearmRule)_random.Next(1, 3) : RearmRule.Never,
                DedupTtlSeconds = again ? 1 : 900,
                Protect = seed % 3 > 0,
            },
            Redis = new RedisSettings
            {
                LeaseSeconds = 1 + _random.Next(2), StartRetrySeconds = 86_400, OpenOrdersStream = seed % 2 == 0 ? "quantum:stream:open.orders" : "",
            },
        };
        _keys = new Keys(_options.Redis, _options.Mode, _options.Instance);
        _monitor = new Monitor(_redis, _keys);
        _source = new EntrySource(_random, 20 + _random.Next(100), malformed: _random.Next(3) == 0, outcomes: again, () => _redis.NowUnixMs);
        _snapshots = new SnapshotProducer(_random, _redis, _keys);
        _monitor.OnPublished = _source.Fill;
    }

    /// <summary>Half of the schedules run with the adaptive exits on: what they remember must survive like everything else.</summary>
    private static HarvestPolicy Exits(Random random) => random.Next(2) == 0 ? HarvestPolicy.Default : HarvestPolicy.Default with
    {
        Lock = ProfitLock.Of(new LockStep(1, 0.25m), new LockStep(2, 1)),
        TrailSource = random.Next(2) == 0 ? TrailSource.Auto : TrailSource.Risk,
        TrailAtrMultiple = 1,
        AtrBarSeconds = 1,
        AtrPeriod = 2,
        RBasis = random.Next(2) == 0 ? RBasis.Net : RBasis.Gross,
        BreakEvenCoversFees = random.Next(2) == 0,
        StopMinStepR = random.Next(2) == 0 ? 0 : 0.1m,
    };

    /// <summary>Runs a schedule.</summary>
    /// <returns>What went wrong; empty when all properties hold.</returns>
    public static IReadOnlyList<string> Run(int seed, StoreFactory? newStore = null, Faults? faults = null, List<string>? trace = null)
    {
        // A synchronization context would hand continuations to other threads; here everything is one thread.
        if (SynchronizationContext.Current is not null) return Task.Run(() => Run(seed, newStore, faults, trace)).GetAwaiter().GetResult();
        var simulation = new Schedule(seed, newStore ?? ((redis, options, owner) => new ModelStore(redis, options, owner)),
            faults ?? Faults.Of(seed), trace);
        simulation.Run();
        return simulation._monitor.Violations;
    }

    private void Run()
    {
        SetTime(0);
        for (int i = 0; i < _instances.Length; i++) Start(i);
        for (_step = 0; _step < FaultySteps && (_source.Left > 0 || _random.Next(40) != 0) && _monitor.Violations.Count == 0; _step++)
        {
            Step();
            _monitor.CheckGroups();
        }
        StopFaults();
        if (!RunUntilQuiet("after the faults", 10_000)) return;
        CheckWakes();
        CheckEnd();
    }

    // ---- The schedule ----

    private void Step()
    {
        int roll = _random.Next(1000);
        // Whoever remembers the positions stays alive, and the owner, until they are written again.
        _recovering &= _redis.TypeOf(_keys.Positions) == "none";
        if (_recovering && roll is >= 200 and < 300) return;
        if (roll < 150 && _source.Left > 0)
        {
            int burst = _random.Next(8) == 0 ? 12 : 1 + _random.Next(3);
            for (int i = 0; i < burst && _source.Left > 0; i++) Produce();
        }
        else if (roll < 200)
        {
            long ms = _random.Next(5) == 0 ? 400 : 1 + _random.Next(40);
            if (!_recovering || LeaseOutlives(ms)) Pass(ms);
        }
        else if (roll < 235 && _late.Count > 0) Late();
        else if (roll < 243) Crash();
        else if (roll < 252) Freeze();
        else if (roll < 300) Disturb();
        else Proceed(faulty: !_recovering);
    }

    private void Disturb()
    {
        switch (_random.Next(16))
        {
            case 14:
                ReadWithTheGroup();
                break;
            case 0 or 1:
                Say("the lease is deleted");
                Unrestricted(() => _redis.Delete(_keys.Lease));
                break;
            case 2:
                Say("the server's clock jumps");
                _skewMs += _random.Next(4) == 0 ? -300 : 1000 * _random.Next(1, 1500);
                SetTime(_clock.ElapsedMs);
                break;
            case 3 or 4:
                Say("the group is destroyed");
                _redis.GroupDestroy(_keys.Input, _keys.Group);
                break;
            case 5:
                _redis.OutOfMemory = !_redis.OutOfMemory && _random.Next(2) == 0;
                Say($"out of memory: {_redis.OutOfMemory}");
                break;
            case 6:
                _redis.ReadOnly = !_redis.ReadOnly && _random.Next(2) == 0;
                Say($"read-only: {_redis.ReadOnly}");
                break;
            case 7:
                Touch();
                break;
            case 8:
                Instance instance = _instances[_random.Next(2)];
                // Not while it sleeps: a cancelled Task.Delay goes on on another thread.
                if (instance.FrozenUntil > _step || instance.Parked is null) break;
                Say($"{instance.Owner} is asked to stop");
                instance.Stopping.Cancel();
                Restart(instance);
                break;
            default:
                DisturbByKind();
                break;
        }
    }

    private void DisturbByKind()
    {
        switch (_faults.Kind)
        {
            case ScheduleKind.KillSwitch:
                string value = _random.Next(2) == 0 ? OnValues[_random.Next(OnValues.Length)] : OffValues[_random.Next(OffValues.Length)];
                Say($"kill switch '{value}'");
                Unrestricted(() => _redis.Set(_keys.KillSwitch, value));
                break;
            case ScheduleKind.StreamCut when _redis.Stream(_keys.Input) is { } stream && _random.Next(3) == 0:
                int keep = _random.Next(Math.Min(stream.Entries.Count + 1, 12));
                Say($"the stream is cut to {keep}");
                EntryId? checkpoint = _monitor.Checkpoint;
                Lose(stream.Trim(keep).Where(id => checkpoint is null || id > checkpoint));
                break;
            case ScheduleKind.StateDeleted when _random.Next(4) == 0 && Remembers():
                Say("checkpoint and positions are deleted");
                _monitor.StateLost = _recovering = true;
                NoteOpen();
                Unrestricted(() => _redis.Delete(_keys.Checkpoint));
                Unrestricted(() => _redis.Delete(_keys.Positions));
                break;
            case ScheduleKind.Flushed when _random.Next(4) == 0 && Remembers():
                Say("FLUSHALL");
                _monitor.StateLost = _recovering = true;
                NoteOpen();
                _redis.FlushAll();
                break;
            default:
                break;
        }
    }

    /// <summary>The owner knows the positions, and the other one knows that there is an owner. Without either nobody can say what was lost.</summary>
    private bool Remembers() => _redis.Hash(_keys.Positions).Count > 0
        && _instances.All(i => i.FrozenUntil <= _step && !i.Stopping.IsCancellationRequested)
        && !_redis.OutOfMemory && !_redis.ReadOnly && Array.FindIndex(_instances, i => Holder() == i.Owner) is >= 0 and var owner
        && _instances[owner].Parked is { } call && (call.WaitsFor is not null || call.Name.StartsWith("commit", StringComparison.Ordinal))
        && _instances[1 - owner].SawHolder;

    private string? Holder() => _redis.Get(_keys.Lease)?.Split(':')[1];

    private void NoteOpen()
    {
        foreach ((string key, byte[] state) in _redis.Hash(_keys.Positions))
        {
            JsonNode position = JsonNode.Parse(state)!;
            if ((decimal)position["qty"]! > 0 && EntryId.TryParse((string)position["epoch"]!, out EntryId epoch)) _openAtLoss[key] = epoch;
        }
    }

    private void Lose(IEnumerable<EntryId> ids)
    {
        foreach (EntryId id in ids) _lost.Add(id);
    }

    // Writes a position as it is, as an operator's release does that finds nothing to change.
    private void Touch()
    {
        if (_redis.OutOfMemory || _redis.ReadOnly || _redis.Hash(_keys.Positions).FirstOrDefault() is not { Key: { } key } pair) return;
        Say("an operator touches a position");
        new ModelStore(_redis, _options, "operator").Replace(key, pair.Value, pair.Value);
    }

    /// <summary>Somebody else reads with our group, such as the service that this one replaces, and acknowledges nothing.</summary>
    private void ReadWithTheGroup()
    {
        InputStream stream = _keys.Inputs[_random.Next(_keys.Inputs.Count)];
        Say($"somebody else reads {stream.Name} with the group");
        _monitor.TakenGroups.Add(stream.Name);
        Unrestricted(() => _redis.ReadGroup(stream.Name, _keys.Group, 1 + _random.Next(5)));
    }

    private void Produce()
    {
        // Where something is lost, a snapshot would say that all is well: those schedules have none.
        if (_faults.Lossless && _random.Next(6) == 0) Unrestricted(() => Add(_snapshots.Next()));
        Unrestricted(() => Add((_keys.Inputs[0], _source.Next())));
    }

    private EntryId Add((InputStream Stream, EntryField[] Fields) entry)
    {
        (InputStream stream, EntryField[] fields) = entry;
        // Rising over all streams, as one server's clock makes them; the order of what happened is then their order.
        _lastId = _redis.NowUnixMs > _lastId.UnixMilliseconds ? new EntryId(_redis.NowUnixMs, 0) : _lastId with { Sequence = _lastId.Sequence + 1 };
        EntryId id = _redis.StreamAdd(stream.Name, fields, _lastId);
        _added.Add((stream, id, fields));
        Say($"entry {id}: {string.Join(' ', fields.Select(f => $"{Encoding.UTF8.GetString(f.Name.Span)}={Encoding.UTF8.GetString(f.Value.Span)}"))}{(stream == _keys.Inputs[0] ? "" : $" in {stream.Name}")}");
        return id;
    }

    private void Unrestricted(Action action)
    {
        (bool full, bool replica) = (_redis.OutOfMemory, _redis.ReadOnly);
        (_redis.OutOfMemory, _redis.ReadOnly) = (false, false);
        _redis.Run(() =>
        {
            action();
            return true;
        });
        (_redis.OutOfMemory, _redis.ReadOnly) = (full, replica);
    }

    private void Start(int slot)
    {
        var instance = new Instance(slot, _generation++, _clock);
        _instances[slot] = instance;
        var store = new GatedStore(_newStore(_redis, _options, instance.Owner), instance, _clock, _monitor);
        ILogger logger = _trace is null ? NullLogger.Instance : new TraceLogger(text => Say($"    {instance.Owner} says: {text}"));
        Say($"{instance.Owner} starts");
        var observers = new ObserverQueues([], Metrics, logger, instance.Time);
        var reporter = new Reporter(_options, Status, Metrics, new PositionsView(instance.Time), observers, logger, instance.Time);
        instance.Worker = new HarvestWorker(store, _options, reporter, instance.Time, new Random(_random.Next()));
        instance.Run = instance.Worker.RunAsync(instance.Stopping.Token, CancellationToken.None);
    }

    private void Crash()
    {
        Instance instance = _instances[_random.Next(2)];
        Say($"{instance.Owner} crashes in {instance.Parked?.Name}");
        if (instance.Parked is { WaitsFor: null, Answer: null } call && _random.Next(4) == 0) _late.Add(($"{instance.Owner} {call.Name}", call.Execute));
        Start(instance.Slot);
    }

    private void Freeze()
    {
        Instance instance = _instances[_random.Next(2)];
        if (instance.FrozenUntil > _step) return;
        // The answer may have been on its way already: it is acted on when everything has changed.
        if (instance.Parked is { WaitsFor: null, Answer: null } call && _random.Next(2) == 0) call.Answer = call.Execute();
        instance.FrozenUntil = _step + 10 + _random.Next(150);
        Say($"{instance.Owner} freezes in {instance.Parked?.Name}{(instance.Parked?.Answer is null ? "" : ", which happened")}");
    }

    private void Late()
    {
        int at = _random.Next(_late.Count);
        (string name, Func<Action> effect) = _late[at];
        _late.RemoveAt(at);
        Say($"late: {name}");
        effect();
    }

    /// <summary>One instance goes one call, or one timer, further; when none can, time passes.</summary>
    private void Proceed(bool faulty)
    {
        Instance[] ready = [.. _instances.Where(IsReady)];
        if (ready.Length == 0)
        {
            long? next = _instances.Where(i => i.FrozenUntil <= _step).Select(NextTime).Min();
            Pass(next is { } at ? Math.Max(1, at - _clock.ElapsedMs) : 50);
            return;
        }
        Instance instance = ready[_random.Next(ready.Length)];
        if (instance.Parked is not { } call)
        {
            Say($"{instance.Owner} timer");
            instance.Time.Fire();
        }
        else
        {
            Answer(instance, call, faulty ? _random.Next(100) : 99);
        }
        Restart(instance);
    }

    /// <summary>A worker that ended is started again, as a service manager would.</summary>
    private void Restart(Instance instance)
    {
        if (!instance.Run.IsCompleted) return;
        if (instance.Run.IsFaulted) _monitor.Violations.Add($"{instance.Owner} ended with {instance.Run.Exception!.InnerException}");
        Start(instance.Slot);
    }

    private void Answer(Instance instance, Call call, int roll)
    {
        instance.Parked = null;
        if (call.Answer is { } answer)
        {
            Say($"{instance.Owner} hears of {call.Name}");
            answer();
            return;
        }
        switch (roll)
        {
            case < 4:
                Say($"{instance.Owner} {call.Name} fails");
                call.Fail(new StoreException(StoreFault.Connection, "broken before it was sent"));
                break;
            case < 8:
                Say($"{instance.Owner} {call.Name} happens, the answer is lost");
                call.Execute();
                call.Fail(new StoreException(StoreFault.Timeout, "the answer is lost"));
                break;
            case < 12 when call.WaitsFor is null:
                Say($"{instance.Owner} {call.Name} is late");
                _late.Add(($"{instance.Owner} {call.Name}", call.Execute));
                call.Fail(new StoreException(StoreFault.Timeout, "no answer"));
                break;
            default:
                Say($"{instance.Owner} {call.Name}");
                call.Execute()();
                break;
        }
    }

    private bool IsReady(Instance instance)
    {
        if (instance.FrozenUntil > _step) return false;
        if (instance.Parked is not { } call) return instance.Time.IsDue;
        if (call.WaitsFor is not { } hasEntry) return true;
        return call.DeadlineMs <= _clock.ElapsedMs || hasEntry();
    }

    private static long? NextTime(Instance instance) => instance.Parked is { WaitsFor: not null } call ? call.DeadlineMs : instance.Time.NextDueMs;

    private void Pass(long ms) => SetTime(_clock.ElapsedMs + ms);

    /// <summary>The lease, where there is one, outlives so much time.</summary>
    private bool LeaseOutlives(long ms) => _redis.Pttl(_keys.Lease) is var left && (left < 0 || left > ms);

    private void SetTime(long elapsedMs)
    {
        _clock.ElapsedMs = elapsedMs;
        _redis.NowUnixMs = SimulatedClock.Start.ToUnixTimeMilliseconds() + elapsedMs + _skewMs;
    }

    // ---- The end ----

    private void StopFaults()
    {
        Say("---- faults stop ----");
        _redis.OutOfMemory = _redis.ReadOnly = false;
        if (_redis.Get(_keys.KillSwitch) is not null) _redis.Delete(_keys.KillSwitch);
        foreach (Instance instance in _instances) instance.FrozenUntil = 0;
        if (_recovering && _source.Left == 0) _source.Left = 1; // an idle owner learns with the next entry that its state was deleted
        while (_late.Count > 0 || _source.Left > 0)
        {
            if (_late.Count > 0 && _random.Next(3) == 0) Late();
            else if (_source.Left > 0 && _random.Next(3) == 0) Produce();
            else Proceed(faulty: false);
        }
    }

    /// <summary>Runs on without faults until nothing is left to do: at most so long, in simulated time.</summary>
    private bool RunUntilQuiet(string when, long atMostMs)
    {
        long until = _clock.ElapsedMs + _options.Redis.LeaseSeconds * 1000L + atMostMs;
        for (int i = 0; i < MaxQuietSteps; i++)
        {
            if (_monitor.Violations.Count > 0) return false;
            while (_source.Left > 0) Produce();
            if (IsQuiet()) return true;
            if (_clock.ElapsedMs > until) break;
            Proceed(faulty: false);
        }
        _monitor.Violations.Add($"not quiet {when}: checkpoint {_monitor.Checkpoint}, pending {Pending()}, parked {string.Join(", ", _instances.Select(i => i.Parked?.Name))}");
        return false;
    }

    private bool IsQuiet() => _source.Left == 0 && Pending() == 0 && _keys.Inputs.All(stream => _monitor.Cursor(stream.Name) >= LastId(stream.Name) || LastId(stream.Name) == default)
        && _instances.All(i => i.Parked is null or { WaitsFor: not null })
        && _instances.Any(i => Holder() == i.Owner && i.Parked is not null && !IsReady(i));

    // Of what is applied: what somebody else took and was cut before we read it, nobody will ever acknowledge.
    private int Pending() => _redis.Stream(_keys.Input)?.Groups.GetValueOrDefault(_keys.Group)?.Pending.Count(id => id <= _monitor.Checkpoint) ?? -1;

    private EntryId LastId(string stream) => _redis.Stream(stream)?.Entries is { Count: > 0 } entries ? entries[^1].Id : default;

    /// <summary>An entry added while all sleep is worked on at once, not when a wait happens to run out.</summary>
    private void CheckWakes()
    {
        Say("---- does it wake? ----");
        for (int round = 0; round < 3; round++)
        {
            EntryId id = Add((_keys.Inputs[0], EntrySource.Entry(("symbol", "ETHUSDT"), ("price", "101"), ("status", "PRICE_UPDATE"))));
            for (int i = 0; i < 100 && _instances.Any(IsReady); i++) Proceed(faulty: false);
            if (_monitor.Checkpoint != id || Pending() != 0)
            {
                _monitor.Violations.Add($"asleep with entry {id} waiting: checkpoint {_monitor.Checkpoint}, parked {string.Join(", ", _instances.Select(x => x.Parked?.Name))}");
                return;
            }
        }
        foreach (InputStream stream in _keys.Inputs.Skip(1))
        {
            if (!_faults.Lossless) break;
            EntryId id = Add((stream, EntrySource.Entry(("symbol", "ETHUSDT"), ("mark_price", "101"))));
            for (int i = 0; i < 100 && _instances.Any(IsReady); i++) Proceed(faulty: false);
            if (_monitor.Cursor(stream.Name) != id) _monitor.Violations.Add($"asleep with {id} in {stream.Name} waiting");
        }
        RunUntilQuiet("after waking", 3000);
    }

    private void CheckEnd()
    {
        if (_monitor.Violations.Count > 0) return;
        _lost.RemoveWhere(id => _monitor.Applied.Contains((_keys.Input, id))); // some were in a worker's hands when they were cut
        foreach ((string key, byte[] state) in _redis.Hash(_keys.Positions))
        {
            JsonNode p = JsonNode.Parse(state)!;
            if ((decimal)p["qty"]! == 0 || (bool)p["suspect"]! || !EntryId.TryParse((string)p["epoch"]!, out EntryId epoch)) continue;
            if (_lost.Any(id => id > epoch)) _monitor.Violations.Add($"{key} was open when an entry was lost, and is not suspect");
        }
        SortedDictionary<string, string> saved = Saved(requests: _faults.Kind != ScheduleKind.KillSwitch);
        foreach (var entry in _added.Where(_ => _faults.Lossless))
        {
            if (!_monitor.Applied.Contains((entry.Stream.Name, entry.Id))) _monitor.Violations.Add($"{entry.Id} of {entry.Stream.Name} was never applied");
        }
        if (_faults.Kind is ScheduleKind.NothingLost or ScheduleKind.KillSwitch)
        {
            using var oracle = new Oracle(_options);
            foreach (var entry in _added) oracle.Apply(entry.Stream.Source, entry.Id, entry.Fields);
            Compare(oracle.Saved(requests: _faults.Kind != ScheduleKind.KillSwitch), saved);
            if (_faults.Kind == ScheduleKind.NothingLost) CompareIntents(oracle);
            if (_faults.Kind == ScheduleKind.NothingLost) CompareTrades(oracle);
        }
        else if (_faults.Kind is ScheduleKind.AskedAgain or ScheduleKind.StreamCut or ScheduleKind.StateDeleted)
        {
            using var oracle = new Oracle(_options);
            foreach (var entry in _added.Where(entry => !_lost.Contains(entry.Id)))
                oracle.Apply(entry.Stream.Source, entry.Id, entry.Fields);
            Compare(Quantities(oracle.Saved(requests: false)), Quantities(Saved(requests: false)));
        }
        foreach ((string key, EntryId epoch) in _openAtLoss)
        {
            if (_redis.HashGet(_keys.Positions, key) is not { } state) _monitor.Violations.Add($"{key} was open when state was lost and is forgotten");
            else if (JsonNode.Parse(state) is { } p && (string)p["epoch"]! == epoch.ToString() && (decimal)p["qty"]! > 0 && !(bool)p["suspect"]!)
                _monitor.Violations.Add($"{key} was open when something was lost, and is not suspect");
        }
    }

    /// <summary>Every trade is told once, as a replay of the same entries tells it.</summary>
    private void CompareTrades(Oracle oracle)
    {
        string[] told = [.. _redis.Stream(_keys.Trades)?.Entries.Select(entry =>
            System.Text.Encoding.UTF8.GetString(entry.Fields[1].Value.Span)) ?? []];
        if (told.Length < _options.Redis.OutputMaxLength && !told.SequenceEqual(oracle.Trades, StringComparer.Ordinal))
            _monitor.Violations.Add($"{told.Length} trades were told, {oracle.Trades.Count} of an uninterrupted run, or they differ");
    }

    private SortedDictionary<string, string> Saved(bool requests) =>
        new(_redis.Hash(_keys.Positions).ToDictionary(pair => pair.Key, pair => Oracle.Normal(pair.Value, requests)), StringComparer.Ordinal);

    // A side of hedge mode that never was opened, and is only doubted, is as good as none.
    private static SortedDictionary<string, string> Quantities(SortedDictionary<string, string> saved) =>
        new(saved.Where(pair => (string?)JsonNode.Parse(pair.Value)!["epoch"] != "0-0").ToDictionary(pair => pair.Key, pair => JsonNode.Parse(pair.Value) is { } p
            ? string.Create(CultureInfo.InvariantCulture, $"{p["side"]} {(decimal)p["qty"]!:0.############} at {(decimal)p["entry_price"]!:0.############} epoch {p["epoch"]}") : ""), StringComparer.Ordinal);

    private static bool IsNever(string? saved) => saved?.Contains("\"epoch\":\"0-0\"", StringComparison.Ordinal) == true;

    private void Compare(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        foreach (string key in expected.Keys.Union(actual.Keys))
        {
            string? right = expected.GetValueOrDefault(key), found = actual.GetValueOrDefault(key);
            if (IsNever(right) && found is null) continue; // a side of hedge mode that is only doubted, and is saved with what changes it
            if (right != found) _monitor.Violations.Add($"position {key}\n  uninterrupted: {right}\n  here:          {found}");
        }
    }

    private void CompareIntents(Oracle oracle)
    {
        List<(string Id, string Payload)> here = [.. _monitor.Published.Select(intent => (intent.IntentId, Encoding.UTF8.GetString(intent.Payload)))];
        CompareProtection(here, oracle);
        here.RemoveAll(intent => IsProtect(intent.Id));
        oracle.Intents.RemoveAll(intent => IsProtect(intent.Id));
        for (int i = 0; i < Math.Max(here.Count, oracle.Intents.Count); i++)
        {
            (string Id, string Payload)? right = i < oracle.Intents.Count ? oracle.Intents[i] : null, found = i < here.Count ? here[i] : null;
            if (right == found) continue;
            _monitor.Violations.Add($"intent {i}\n  uninterrupted: {right}\n  here:          {found}");
            return;
        }
    }

    private static bool IsProtect(string id) => id.Contains(":protect:", StringComparison.Ordinal);

    /// <summary>
    /// A batch says of each stop only the last word, and an uninterrupted run each: what was said is among it, in its order, and of what is still
    /// open the last word was said.
    /// </summary>
    private void CompareProtection(List<(string Id, string Payload)> here, Oracle oracle)
    {
        int at = 0;
        foreach ((string Id, string Payload) said in here.Where(intent => IsProtect(intent.Id)))
        {
            int found = oracle.Intents.FindIndex(at, intent => intent == said);
            if (found < 0) _monitor.Violations.Add($"{said} is not what an uninterrupted run says, or not when");
            at = Math.Max(at, found);
        }
        foreach (Position position in oracle.Positions.Where(position => position.Direction != Direction.Flat))
        {
            string trace = IntentId.Trace(position.Key, position.Epoch) + ":protect:";
            (string Id, string Payload) last = oracle.Intents.LastOrDefault(intent => intent.Id.StartsWith(trace, StringComparison.Ordinal));
            if (last.Id is not null && !here.Contains(last)) _monitor.Violations.Add($"{last} was not said");
        }
    }

    private void Say(string text) => _trace?.Add(string.Create(CultureInfo.InvariantCulture, $"{_step,4} {_clock.ElapsedMs,7} {text}"));

    private sealed class TraceLogger(Action<string> say) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            say(formatter(state, exception));
    }
}
