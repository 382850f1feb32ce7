using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Tests.Observers;

/// <summary>An application with the service and observers in it, on a Redis of its own.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly MeterListener _meter = new();
    private readonly CountingLogger _messages = new();
    private readonly ConcurrentDictionary<(string Instrument, string? Observer), long> _counts = new();
    private bool _running;

    private HostUnderTest(Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(_messages);
        builder.Services.AddHarvestBrain(options => options.Redis = options.Redis with { Port = Redis.Port, LeaseSeconds = 1 });
        add(builder.Services);
        _host = builder.Build();
        _meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HarvestMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string? observer = null;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "observer") observer = (string?)tag.Value;
            }
            _counts.AddOrUpdate((instrument.Name, observer), value, (_, before) => before + value);
        });
        _meter.Start();
    }

    public RedisServer Redis { get; } = new();

    public static async Task<HostUnderTest> Start(Action<IServiceCollection> add)
    {
        var host = new HostUnderTest(add);
        await host._host.StartAsync();
        host._running = true;
        Eventually.True(() => host.Redis.Applied() is not null || host.Status.Now.State == ServiceState.Owner, "the service works");
        return host;
    }

    public HarvestStatus Status => _host.Services.GetRequiredService<HarvestStatus>();

    public T Observer<T>() where T : IHarvestObserver => _host.Services.GetServices<IHarvestObserver>().Where(observer => observer.GetType() == typeof(T)).Cast<T>().Single();

    /// <summary>What an instrument has counted for an observer. Other tests run at the same time: their observers have other names.</summary>
    public long Count(string instrument, string observer) => _counts.GetValueOrDefault((instrument, observer));

    public int Logged(int eventId) => _messages.Count(eventId);

    /// <summary>A long of 1 at 3300 with the stop at 3200.</summary>
    /// <returns>The id of the fill, which is that of the epoch.</returns>
    public string Open(string symbol = Scene.Symbol) => Redis.Add(Feed.Fill(symbol, "BUY", 1, 3300, 3200));

    public void Price(decimal price, string symbol = Scene.Symbol) => Redis.WaitApplied(Redis.Add(Feed.Price(symbol, price)));

    public async Task Stop()
    {
        if (!_running) return;
        _running = false;
        await _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _host.Dispose();
        _meter.Dispose();
        _messages.Dispose();
        Redis.Dispose();
    }
}
