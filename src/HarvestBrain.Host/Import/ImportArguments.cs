using System.CommandLine;
using System.Globalization;
using HarvestBrain.Import;

namespace HarvestBrain.Host.Import;

/// <summary>The options that say what files do not tell; the same for every command that takes files of exchanges.</summary>
internal sealed class ImportArguments
{
    private const string OrdersRisk = "orders=";

    private readonly Option<string?> _format = new("--format")
    {
        Description = "The format, where it is not found by itself; 'list' names them.", HelpName = "NAME",
    };

    private readonly Option<string[]> _symbol = new("--symbol")
    {
        Description = "Symbol of files that name none; FILE=SYMBOL for one of them. Repeatable.", HelpName = "SYMBOL",
    };

    private readonly Option<string?> _zone = new("--tz")
    {
        Description = "Time zone of times that name none: Europe/Athens, UTC, +03:00.", HelpName = "ZONE",
    };

    private readonly Option<string[]> _contracts = new("--contracts")
    {
        Description = "Size of one contract or lot, base units. Repeatable.", HelpName = "SYMBOL=SIZE",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "What a column means: symbol, side, qty, price, time, fee, fee_asset, id, order, stop, position_side, "
            + "reduce_only, realized. Repeatable.",
        HelpName = "MEANING=COLUMN",
    };

    private readonly Option<string?> _stops = new("--stops")
    {
        Description = "Stops of one's own: a table symbol,opened_at,stop[,side].", HelpName = "FILE",
    };

    private readonly Option<string[]> _risk = new("--risk")
    {
        Description = "Where 1R comes from: file, orders=FILE, pct=1.5, atr=14@1h*2, money=250, mae=90. "
            + "Repeatable: the first that knows. Default file.",
        HelpName = "SOURCE",
    };

    private readonly Option<bool> _hedge = new("--hedge")
    {
        Description = "The account holds long and short at once; rows that realise a profit tell them apart.",
    };

    private readonly Option<decimal> _dust = new("--dust")
    {
        Description = "A rest below this share of the largest quantity is closed. Percent, default 0.5; 0 = off.",
        HelpName = "PERCENT", DefaultValueFactory = _ => 0.5m,
    };

    private readonly Option<bool> _noPrices = new("--no-prices")
    {
        Description = "Symbols with fills may have no prices although others have.",
    };

    private readonly Option<string?> _interval = new("--interval")
    {
        Description = "Length of bars that nothing else tells: 1m, 4h, 1d.", HelpName = "LENGTH",
    };

    private readonly Option<bool> _keepCarriedIn = new("--keep-carried-in")
    {
        Description = "Write also what belongs to positions from before the first row.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option<string[]> pairs in (ReadOnlySpan<Option<string[]>>)[_contracts, _map])
        {
            pairs.Validators.Add(result =>
            {
                foreach (var token in result.Tokens)
                {
                    if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
                        result.AddError($"{pairs.Name} {token.Value}: expected {pairs.HelpName}");
                }
            });
        }
        Option[] all = [_format, _symbol, _zone, _contracts, _map, _stops, _risk, _hedge, _dust, _noPrices, _interval, _keepCarriedIn];
        foreach (Option option in all) command.Options.Add(option);
    }

    public bool WantsList(ParseResult parsed) => parsed.GetValue(_format) == "list";

    /// <summary>The options, checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="feeBps">Fee of formats that tell none.</param>
    /// <param name="problems">What is wrong with them; empty = nothing.</param>
    public ImportOptions Options(ParseResult parsed, decimal feeBps, out IReadOnlyList<string> problems)
    {
        List<string> found = [];
        var sizes = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach ((string symbol, string text) in Pairs(parsed.GetValue(_contracts)))
        {
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal size))
                sizes[symbol] = size;
            else found.Add($"--contracts {symbol}={text}: expected a number");
        }
        var options = new ImportOptions
        {
            Format = parsed.GetValue(_format),
            Symbols = parsed.GetValue(_symbol) ?? [],
            Zone = parsed.GetValue(_zone),
            ContractSizes = sizes,
            Map = Pairs(parsed.GetValue(_map)).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
            Risk =
            [
                .. (parsed.GetValue(_risk) ?? [])
                    .Select(risk => risk.StartsWith(OrdersRisk, StringComparison.Ordinal) ? "file" : risk),
            ],
            Hedge = parsed.GetValue(_hedge),
            DustPercent = parsed.GetValue(_dust),
            NoPrices = parsed.GetValue(_noPrices),
            FeeBps = feeBps,
            Interval = parsed.GetValue(_interval),
            CarriedIn = parsed.GetValue(_keepCarriedIn) ? CarriedInPositions.Keep : CarriedInPositions.LeaveOut,
        };
        found.AddRange(Importer.Check(options));
        problems = found;
        return options;
    }

    /// <summary>Files that are given for their stops alone.</summary>
    public IEnumerable<string> StopFiles(ParseResult parsed)
    {
        if (parsed.GetValue(_stops) is { } stops) yield return stops;
        foreach (string risk in parsed.GetValue(_risk) ?? [])
        {
            if (risk.StartsWith(OrdersRisk, StringComparison.Ordinal)) yield return risk[OrdersRisk.Length..];
        }
    }

    // The last one wins, as everywhere on the command line.
    private static IEnumerable<(string Name, string Value)> Pairs(string[]? texts) =>
        (texts ?? []).Select(text => (Text: text, At: text.IndexOf('=', StringComparison.Ordinal)))
            .Select(pair => (Name: pair.Text[..pair.At], Value: pair.Text[(pair.At + 1)..]))
            .GroupBy(pair => pair.Name, StringComparer.Ordinal).Select(group => group.Last());
}
