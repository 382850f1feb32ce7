using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Notifications;

/// <summary>
/// One target with what waits for it and the task that sends it, in order: nothing is sent before what was told earlier has been taken,
/// refused or given up. What comes while a request is under way goes together into the next one.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    /// <summary>Half an hour of the default rate limit; some hundred kilobytes.</summary>
    public const int Capacity = 1000;

    /// <summary>However long a target wants to be left alone: an operator who looks after it shall not wait longer.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>What could not be sent for so long is not worth holding up the rest.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    // What one commit tells comes within less.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FailingDrainLimit = TimeSpan.FromMilliseconds(250); // who takes nothing now, takes nothing then

    private readonly Channel<Notification> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITarget _target;
    private readonly Sender _sender;
    private readonly NotificationMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly Task _run;
    private readonly string _idPrefix;

    private Notification? _next; // did not fit into the last message
    private long _dropped; // and not told yet
    private long _sequence;
    private int _inHand;
    private long _failingSince;
    private volatile bool _failing;
    private bool _saidWait; // in this outage
    private bool _saidRefused;
    private long _sayWaitAt; // a target that works now and then is told once a minute, not each time
    private long _sayRefusedAt;
    private bool _saidFull;
    private volatile bool _closing;

    public Outbox(ITarget target, Sender sender, NotificationMetrics metrics, ILogger logger, TimeProvider time, Random jitter)
    {
        _target = target;
        _sender = sender;
        _metrics = metrics;
        _metrics.AddZeros(target.Name);
        _logger = logger;
        _time = time;
        _jitter = jitter;
        _idPrefix = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // The newest say how things are now; and a drop leaves the order of the others alone.
        _waiting = Channel.CreateBounded<Notification>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = false }, _ =>
            Drop(1, count: true));
        _run = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>How many wait; for tests.</summary>
    internal int Waiting => _waiting.Reader.Count;

    /// <summary>Never waits.</summary>
    public void Add(Notification notification) => _waiting.Writer.TryWrite(notification);

    /// <summary>Lets what waits be sent for a moment, and leaves the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _waiting.Writer.TryComplete();
        await Task.WhenAny(_run, Task.Delay(_failing ? FailingDrainLimit : DrainLimit)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int left = _waiting.Reader.Count + _inHand + (_next is null ? 0 : 1);
        if (left > 0) Log.NotificationsLeft(_logger, _target.Name, left);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (_next is not null || await _waiting.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                if (!_closing) await Task.Delay(Linger, _time, stop).ConfigureAwait(false);
                List<Notification> message = TakeMessage();
                if (message.Count == 0) continue;
                _inHand = message.Count;
                await DeliverAsync(message, stop).ConfigureAwait(false);
                _inHand = 0;
                if (!_closing && _target.Spacing > TimeSpan.Zero) await Task.Delay(_target.Spacing, _time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end.
        }
    }

    private List<Notification> TakeMessage()
    {
        var message = new List<Notification>();
        while (_next is not null || _waiting.Reader.TryRead(out _next))
        {
            if (message.Count > 0 && !_target.Fits(message, _next)) break;
            message.Add(_next);
            _next = null;
        }
        if (_waiting.Reader.Count <= Capacity / 2) _saidFull = false;
        return message;
    }

    private async Task DeliverAsync(List<Notification> message, CancellationToken stop)
    {
        string id = $"{_idPrefix}-{++_sequence}";
        long dropped = Interlocked.Exchange(ref _dropped, 0);
        long startedAt = _time.GetTimestamp();
        for (int failures = 0; ; failures++)
        {
            Delivery delivery;
            using (HttpRequestMessage request = _target.Request(message, dropped, id))
                delivery = await _sender.SendAsync(request, stop).ConfigureAwait(false);
            if (delivery.Result == DeliveryResult.Taken)
            {
                _metrics.Sent(_target.Name, message.Count);
                NoteSuccess();
                return;
            }
            _metrics.Failed(_target.Name);
            NoteFailure(delivery);
            bool tooLate = _time.GetElapsedTime(startedAt) >= GiveUpAfter;
            if (delivery.Result == DeliveryResult.Refused || tooLate)
            {
                if (tooLate) Log.NotificationsGivenUp(_logger, _target.Name, message.Count, delivery.Why);
                _metrics.Dropped(_target.Name, message.Count);
                Drop(dropped + message.Count, count: false);
                return;
            }
            await Task.Delay(WaitAfter(failures, delivery.RetryAfter), _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Each kind once an outage: a target that is away for a night is one line.</summary>
    private void NoteFailure(Delivery delivery)
    {
        if (!_failing) _failingSince = _time.GetTimestamp();
        _failing = true;
        if (delivery.Result == DeliveryResult.Refused)
        {
            if (IsTold(ref _saidRefused, ref _sayRefusedAt)) Log.NotificationsRefused(_logger, _target.Name, delivery.Why);
        }
        else if (IsTold(ref _saidWait, ref _sayWaitAt))
        {
            Log.NotificationsWait(_logger, _target.Name, delivery.Why);
        }
    }

    private bool IsTold(ref bool said, ref long sayAt)
    {
        long now = _time.GetTimestamp();
        if (said || now < sayAt) return false;
        sayAt = now + (long)(SayAgainAfter.TotalSeconds * _time.TimestampFrequency);
        return said = true;
    }

    private void NoteSuccess()
    {
        if (_saidWait || _saidRefused)
            Log.NotificationsBack(_logger, _target.Name, (long)_time.GetElapsedTime(_failingSince).TotalMilliseconds);
        _failing = _saidWait = _saidRefused = false;
    }

    /// <summary>Doubling, capped, with jitter; at least what the target asks for, up to a limit.</summary>
    private TimeSpan WaitAfter(int failures, TimeSpan? asked)
    {
        double full = Math.Min(FirstBackOff.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 10)), MaxBackOff.TotalMilliseconds);
        TimeSpan own = TimeSpan.FromMilliseconds(full * (0.5 + (_jitter.NextDouble() / 2)));
        TimeSpan theirs = asked is not { } wait ? TimeSpan.Zero : wait < MaxRetryAfter ? wait : MaxRetryAfter;
        return own > theirs ? own : theirs;
    }

    private void Drop(long notifications, bool count)
    {
        Interlocked.Add(ref _dropped, notifications);
        if (!count) return;
        _metrics.Dropped(_target.Name, (int)notifications);
        if (!_saidFull) Log.NotificationsDropped(_logger, _target.Name, Capacity);
        _saidFull = true;
    }
}
