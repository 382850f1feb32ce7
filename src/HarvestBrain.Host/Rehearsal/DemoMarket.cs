using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Market;
using HarvestBrain.Paper.Venue;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>
/// A made-up market of six symbols, and somebody who opens positions in it; who closes them is the service, and their stops.
/// </summary>
/// <param name="add">Adds an entry to the stream of executions: names and values in turn.</param>
/// <param name="begin">It begins when this ends.</param>
/// <param name="book">What is open at the paper venue.</param>
/// <param name="seed">Which market.</param>
/// <param name="speed">How many prices of each symbol a second.</param>
/// <param name="length">When it is over; <see langword="null"/> = when it is told to stop.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoMarket(
    Func<string[], Task> add, Task begin, DemoBook book, ulong seed, decimal speed, TimeSpan? length, TimeProvider time) : BackgroundService
{
    private const int Symbols = 6;
    private const decimal RiskMoney = 100; // what a position loses at its stop, quote currency
    private const decimal FeeRate = 0.0004m;
    private const int MostUnseen = 100; // prices
    private const int LongestHold = 300; // prices; only of a position without a stop, which nobody else closes

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var random = new Prng(seed);
        Lane[] lanes = [.. Enumerable.Range(0, Symbols).SelectMany(i => LanesOf(SymbolProfile.At(i), random))];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)(1 / speed)), time);
        try
        {
            await begin.WaitAsync(stoppingToken).ConfigureAwait(false);
            long began = time.GetTimestamp();
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (length is { } limit && time.GetElapsedTime(began) >= limit) return;
                foreach (Lane lane in lanes)
                {
                    if (lane.OwnsPrice) await PriceAsync(lane).ConfigureAwait(false);
                    await TradeAsync(lane).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // told to stop
        }
        catch (RedisException)
        {
            // The server is gone. Whoever watches it says so and ends the demo.
            await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IEnumerable<Lane> LanesOf(SymbolProfile symbol, Prng random)
    {
        var market = new MarketPath(symbol, random.Fork());
        if (!symbol.IsHedged) return [new Lane(symbol, market, PositionSide.Both, random.Fork(), OwnsPrice: true)];
        return
        [
            new Lane(symbol, market, PositionSide.Long, random.Fork(), OwnsPrice: true),
            new Lane(symbol, market, PositionSide.Short, random.Fork(), OwnsPrice: false),
        ];
    }

    private Task PriceAsync(Lane lane)
    {
        lane.Market.Advance();
        return AddAsync(lane, "status", "PRICE_UPDATE", "price", Text(lane.Market.Price));
    }

    private async Task TradeAsync(Lane lane)
    {
        decimal open = book.Open(lane.Key);
        switch (lane.State)
        {
            case LaneState.Flat when lane.Prices++ >= lane.Wait:
                await OpenAsync(lane).ConfigureAwait(false);
                lane.Enter(LaneState.Told);
                break;
            case LaneState.Told when open > 0:
                lane.Enter(LaneState.Open);
                break;
            case LaneState.Told when lane.Prices++ > MostUnseen: // stopped out before anybody looked
            case LaneState.Open or LaneState.Closing when open == 0:
                lane.Enter(LaneState.Flat);
                lane.Wait = lane.Random.Between(8, 40);
                break;
            case LaneState.Open when !lane.Symbol.GivesStops && lane.Prices++ > LongestHold:
                await FillAsync(lane, !lane.IsLong, open, "reduce_only", "true", "order_role", "manual").ConfigureAwait(false);
                lane.Enter(LaneState.Closing);
                break;
            default:
                break;
        }
    }

    private Task OpenAsync(Lane lane)
    {
        (SymbolProfile symbol, decimal price) = (lane.Symbol, lane.Market.Price);
        lane.IsLong = lane.Key.Side switch
        {
            PositionSide.Long => true,
            PositionSide.Short => false,
            _ => (lane.Market.Trend != 0 && lane.Random.Chance(650) ? lane.Market.Trend : lane.Random.Sign()) > 0,
        };
        decimal distance = Math.Max(20 * symbol.Tick, symbol.RoundToTick(price * symbol.Volatility * lane.Random.Between(120, 170) / 10));
        decimal quantity = Math.Max(24 * symbol.QuantityStep, symbol.FloorToStep(RiskMoney / distance));
        string[] stop = symbol.GivesStops ? ["stop_loss", Text(lane.IsLong ? price - distance : price + distance)] : [];
        return FillAsync(lane, lane.IsLong, quantity, ["order_role", "entry", .. stop]);
    }

    private Task FillAsync(Lane lane, bool buys, decimal quantity, params string[] more)
    {
        decimal price = lane.Market.Price;
        return AddAsync(
            lane,
            [
                "status", "FILLED", "side", buys ? "BUY" : "SELL", "position_side", Words.Of(lane.Key.Side),
                "qty", Text(quantity), "price", Text(price), "fee", Text(decimal.Round(quantity * price * FeeRate, 8)),
                "trade_id", $"demo-{lane.Key}-{++lane.Trades}", .. more,
            ]);
    }

    private Task AddAsync(Lane lane, params string[] fields)
    {
        string now = IntentEncoder.Iso8601(time.GetUtcNow().ToUnixTimeMilliseconds());
        string[] all = ["symbol", lane.Symbol.Name, .. fields, "timestamp", now, "source", "demo"];
        return add(all);
    }

    private static string Text(decimal value) => PlainDecimal.Format(value);

    /// <summary>One position that somebody may open.</summary>
    private sealed record Lane(SymbolProfile Symbol, MarketPath Market, PositionSide Side, Prng Random, bool OwnsPrice)
    {
        public PositionKey Key { get; } = new(Symbol.Name, Side);

        public bool IsLong { get; set; }

        public LaneState State { get; private set; }

        /// <summary>Prices in this state.</summary>
        public int Prices { get; set; }

        /// <summary>Prices until the next position is opened.</summary>
        public int Wait { get; set; } = Random.Between(1, 12);

        public int Trades { get; set; }

        public void Enter(LaneState state) => (State, Prices) = (state, 0);
    }

    private enum LaneState
    {
        Flat,
        Told, // and not read by the venue yet
        Open,
        Closing, // and not read by the venue yet
    }
}

/// <summary>What is open at the paper venue, for whoever works on another thread.</summary>
internal sealed class DemoBook
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<PositionKey, decimal> _open = new();

    public decimal Open(PositionKey key) => _open.GetValueOrDefault(key);

    public void Take(PaperVenue venue)
    {
        foreach (Position position in venue.Positions) _open[position.Key] = position.Direction == Direction.Flat ? 0 : position.Quantity;
    }
}
