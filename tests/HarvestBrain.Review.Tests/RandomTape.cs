namespace HarvestBrain.Review.Tests;

/// <summary>Random trades on random walks: longs and shorts, added to, reduced, stopped or closed by hand, with fees.</summary>
internal static class RandomTape
{
    public const decimal FeeRate = 0.0005m;

    /// <summary>A session of a few trades of two symbols.</summary>
    public static Tape Session(int seed, int trades = 6, decimal feeRate = FeeRate)
    {
        var random = new Random(seed);
        var tape = new Tape();
        string[] symbols = ["ETHUSDT", "BTCUSDT"];
        for (int i = 0; i < trades; i++) Trade(tape, random, symbols[i % 2], feeRate);
        return tape;
    }

    /// <summary>One trade a day on a walk without drift, without costs: no way to leave it earns anything in the long run.</summary>
    public static Tape NoEdge(int seed, int trades)
    {
        var random = new Random(seed);
        var tape = new Tape();
        for (int i = 0; i < trades; i++)
        {
            decimal price = 100, risk = 5, target = 100 + random.Next(3, 15);
            tape.Buy(1, price, price - risk);
            for (int step = 0; step < 400 && price > 95 && price < target; step++) tape.Price(price += random.Next(2) == 0 ? 0.5m : -0.5m);
            tape.Sell(1, price).Wait(Tape.Day - (tape.Now - Tape.Start) % Tape.Day);
        }
        return tape;
    }

    /// <summary>Trades whose prices are bars, each opened and closed between two of them.</summary>
    public static Tape OfBars(int seed)
    {
        var random = new Random(seed);
        var tape = new Tape();
        for (int i = 0; i < 5; i++)
        {
            int direction = random.Next(2) == 0 ? 1 : -1;
            decimal price = 1000, risk = random.Next(8, 20), stop = price - (direction * risk), quantity = random.Next(1, 9);
            Fill(direction, quantity, stop);
            for (int bars = random.Next(3, 20); bars > 0; bars--)
            {
                decimal open = price + random.Next(-20, 21) / 10m, close = open + random.Next(-80, 81) / 10m;
                decimal high = Math.Max(open, close) + random.Next(0, 80) / 10m, low = Math.Min(open, close) - random.Next(0, 80) / 10m;
                tape.Bar(open, high, low, close);
                price = close;
                if (direction > 0 ? low <= stop : high >= stop) break;
            }
            tape.Wait(60_000);
            Fill(-direction, quantity, 0);

            void Fill(int side, decimal amount, decimal at)
            {
                decimal fee = amount * price * FeeRate;
                if (side > 0) tape.Buy(amount, price, at, fee);
                else tape.Sell(amount, price, at, fee);
            }
        }
        return tape;
    }

    private static void Trade(Tape tape, Random random, string symbol, decimal feeRate)
    {
        int direction = random.Next(2) == 0 ? 1 : -1;
        decimal price = 1000 + random.Next(-200, 200), risk = random.Next(5, 20), stop = price - (direction * risk), open = random.Next(1, 9);
        Fill(direction, open, stop);
        bool stopped = false;
        for (int step = random.Next(20, 120); step > 0 && !stopped; step--)
        {
            price += random.Next(-40, 41) / 10m;
            stopped = direction * (price - stop) <= 0;
            if (stopped) break;
            switch (random.Next(40))
            {
                case 0: // an addition, stopped where the rest is
                    decimal more = random.Next(1, 4);
                    Fill(direction, more, stop);
                    open += more;
                    break;
                case 1 when open > 1:
                    decimal part = random.Next(1, (int)open);
                    Fill(-direction, part, 0);
                    open -= part;
                    break;
                default:
                    tape.Price(price, symbol);
                    break;
            }
        }
        Fill(-direction, open, 0);

        void Fill(int side, decimal quantity, decimal at)
        {
            decimal fee = quantity * price * feeRate;
            if (side > 0) tape.Buy(quantity, price, at, fee, symbol);
            else tape.Sell(quantity, price, at, fee, symbol);
        }
    }
}

