namespace HarvestBrain.Import.Tests.Story;

/// <summary>What a story may hold, as the format it is written in can tell it.</summary>
internal sealed record StoryRules
{
    /// <summary>Only longs, and no flips.</summary>
    public bool IsSpot { get; init; }

    public bool HasBaseFees { get; init; }

    /// <summary>Fees are told at all.</summary>
    public bool HasFees { get; init; } = true;

    /// <summary>Length of the format's clock tick.</summary>
    public long TickMs { get; init; } = 1;

    /// <summary>Executions of one order at one time: needs ids, or a file order that says which was first.</summary>
    public bool MayShareTime { get; init; } = true;

    /// <summary>One execution can close a position and open the other side.</summary>
    public bool MayFlip { get; init; }

    /// <summary>Entry and exit in one execution each.</summary>
    public bool IsSimple { get; init; }

    /// <summary>One trade at a time over all symbols.</summary>
    public int Pairs { get; init; } = 2;
}

/// <summary>Makes up trades from a seed and knows what they came to.</summary>
internal static class TradeStory
{
    private const long Start = 1_767_225_600_000; // 2026-01-01 UTC

    private static readonly Pair[] All = [new("BTC", "USDT"), new("ETH", "USDT"), new("SOL", "USDT")];

    public static List<StoryFill> Make(int seed, StoryRules rules)
    {
        var random = new Random(seed);
        List<StoryFill> fills = [];
        foreach (Pair pair in All.Take(rules.Pairs)) new Teller(pair, random, rules, fills).Tell(random.Next(2, 6));
        // Ids rise with time; one clock tick is one order.
        List<StoryFill> byTime = [.. fills.OrderBy(fill => fill.TimeMs).ThenBy(fill => fill.Id)];
        return [.. byTime.Select((fill, i) => fill with { Id = 1_000_000 + (i * 3) })];
    }

    private sealed class Teller(Pair pair, Random random, StoryRules rules, List<StoryFill> fills)
    {
        // Each symbol has its own ticks, so that no two of them trade at one time.
        private long _time = Start + (Array.IndexOf(All, pair) * rules.TickMs);
        private decimal _price = random.Next(100, 60_000);
        private decimal _held;
        private decimal _entry;
        private long _order = random.Next(1, 1_000_000);
        private int _trade;
        private bool _flipped;

        public void Tell(int trades)
        {
            for (int i = 0; i < trades; i++)
            {
                if (!_flipped)
                {
                    _trade++;
                    bool isLong = rules.IsSpot || random.Next(2) == 0;
                    Order(isLong, random.Next(1, 400) / 100m, rules.IsSimple ? 1 : random.Next(1, 4));
                    if (!rules.IsSimple && random.Next(3) == 0) Order(isLong, random.Next(1, 100) / 100m, 1);
                }
                _flipped = false;
                bool isLast = i == trades - 1;
                Exit(isLast);
            }
        }

        private void Exit(bool isLast)
        {
            bool sells = _held > 0;
            int parts = rules.IsSimple ? 1 : random.Next(1, 4);
            for (int part = parts; part > 1; part--)
            {
                decimal some = Math.Round(Math.Abs(_held) / part, 3);
                if (some > 0) Order(!sells, some, 1);
            }
            decimal rest = Math.Abs(_held);
            _flipped = rules.MayFlip && !isLast && random.Next(3) == 0;
            if (_flipped)
            {
                Order(!sells, rest + (random.Next(1, 200) / 100m), 1);
                _trade++;
            }
            else
            {
                Order(!sells, rest, rules.IsSimple ? 1 : random.Next(1, 3));
            }
        }

        private void Order(bool isBuy, decimal quantity, int pieces)
        {
            _order += random.Next(1, 50);
            _time += rules.TickMs * All.Length * random.Next(1, 5_000);
            decimal left = quantity;
            for (int piece = pieces; piece > 0; piece--)
            {
                decimal part = piece == 1 ? left : Math.Round(left / piece, 4);
                if (part <= 0) continue;
                left -= part;
                Execute(isBuy, part);
                if (!rules.MayShareTime || random.Next(2) == 0) _time += rules.TickMs * All.Length;
            }
        }

        private void Execute(bool isBuy, decimal traded)
        {
            do
            {
                _price = Math.Max(1, Math.Round(_price * (1 + (random.Next(-150, 151) / 10_000m)), 2));
            }
            while (_price == _entry); // a profit of exactly nothing tells nothing
            decimal baseFee = rules.HasBaseFees && isBuy && random.Next(3) > 0 ? Math.Round(traded * 0.001m, 8) : 0;
            decimal quantity = traded - baseFee, signed = isBuy ? quantity : -quantity, before = _held;
            decimal fee = !rules.HasFees ? 0 : baseFee > 0 ? baseFee * _price : Math.Round(traded * _price * 0.0005m, 8);
            decimal closed = before * signed < 0 ? Math.Min(Math.Abs(before), quantity) : 0;
            decimal realized = closed * (_price - _entry) * Math.Sign(before);
            decimal after = before + signed;
            if (before * after <= 0) _entry = _price;
            else if (closed == 0) _entry = ((_entry * Math.Abs(before)) + (_price * quantity)) / Math.Abs(after);
            _held = after;
            fills.Add(new StoryFill(
                pair, isBuy, traded, baseFee, _price, fee, _time, fills.Count, _order, _trade, closed, Math.Round(realized, 8), before));
        }
    }
}
