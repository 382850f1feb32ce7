using System.CommandLine;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Replay;
using HarvestBrain.Import.Instruments;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>
/// Takes steps, ticks, minimums and contract sizes out of an exchange's own list, and makes them the settings of its symbols.
/// </summary>
internal static class InstrumentsCommand
{
    private static readonly string[] Columns =
        ["contract_type", "contract_size", "qty_step", "price_tick", "min_notional", "base_asset", "quote_asset"];

    private sealed record Arguments(string[] Files, string[] Only, bool Plain, bool Print, bool Env, string? User);

    public static Command Create()
    {
        Argument<string[]> files = RecordedFiles.Argument(
            "Binance's exchangeInfo, Bybit's instruments-info, OKX's instruments, or the markets of ccxt, as JSON; - is standard input.");
        var only = new Option<string[]>("--only")
        {
            Description = "This symbol alone, as listed or plain. Repeatable.", HelpName = "SYMBOL",
        };
        var plain = new Option<bool>("--plain") { Description = "Name symbols by base and quote, ETHUSDT, whatever the list calls them." };
        var print = new Option<bool>("--print") { Description = "Print them as a table, and write nothing." };
        var env = new Option<bool>("--env") { Description = "Print them as arguments for a replay, one a line: replay @FILE takes them." };
        var user = new Option<string?>("--user")
        {
            Description = "A user of Redis who may write settings, with the password in "
                + $"{KillCommand.PasswordVariable}; without it the service's.",
            HelpName = "NAME",
        };
        var command = new Command(
            "instruments", "Write an exchange's steps, ticks, minimums and contract sizes as settings of its symbols to Redis.")
        {
            files, only, plain, print, env, user,
        };
        command.SetAction((parsed, stop) => RunAsync(
            new Arguments(
                parsed.GetValue(files)!, parsed.GetValue(only) ?? [], parsed.GetValue(plain), parsed.GetValue(print), parsed.GetValue(env),
                parsed.GetValue(user)),
            stop));
        return command;
    }

    private static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var found = new SortedDictionary<string, Instrument>(StringComparer.Ordinal);
        foreach (string file in arguments.Files)
        {
            if (Read(file, arguments, found) is var code and not ExitCode.Ok) return code;
        }
        int good = Check(arguments, found);
        var settings = found.ToDictionary(pair => pair.Key, pair => pair.Value.Settings(), StringComparer.Ordinal);
        if (settings.Count == 0)
        {
            Console.Error.WriteLine("harvestbrain: no instrument is left");
            return ExitCode.BadInput;
        }
        if (arguments.Env) PrintArguments(found);
        if (arguments.Print) PrintTable(found);
        if (arguments.Env || arguments.Print) return good;
        int written = await WriteAsync(settings, arguments.User, stop).ConfigureAwait(false);
        return written == ExitCode.Ok ? good : written;
    }

    private static int Read(string file, Arguments arguments, SortedDictionary<string, Instrument> found)
    {
        if (RecordedFiles.Problem(file) is { } missing) return Refuse(missing, ExitCode.NoInput);
        using Stream stream = RecordedFiles.Open(file);
        if (!InstrumentList.TryRead(stream, out InstrumentList? list, out string? problem))
            return Refuse($"{file}: {problem}", ExitCode.BadInput);
        foreach (string note in list!.Notes) Console.Error.WriteLine($"harvestbrain: {file}: of {list.Format}, {note}");
        foreach (Instrument instrument in list.Instruments)
        {
            bool isWanted = arguments.Only.Length == 0 || arguments.Only.Contains(instrument.Symbol, StringComparer.OrdinalIgnoreCase)
                || arguments.Only.Contains(instrument.PlainSymbol, StringComparer.OrdinalIgnoreCase);
            if (!isWanted) continue;
            string name = arguments.Plain ? instrument.PlainSymbol : instrument.Symbol;
            if (found.TryAdd(name, instrument) || found[name] == instrument) continue;
            return Refuse(
                $"{file}: {found[name].Symbol} and {instrument.Symbol} are both {name}: "
                    + "take one of them with --only, or neither with --plain",
                ExitCode.BadInput);
        }
        return ExitCode.Ok;
    }

    /// <summary>Leaves out what no symbol's settings can be, and says it; says what is inverse.</summary>
    private static int Check(Arguments arguments, SortedDictionary<string, Instrument> found)
    {
        int code = ExitCode.Ok;
        foreach (string wanted in arguments.Only)
        {
            bool isThere = found.Values.Any(one => wanted.Equals(one.Symbol, StringComparison.OrdinalIgnoreCase)
                || wanted.Equals(one.PlainSymbol, StringComparison.OrdinalIgnoreCase));
            if (!isThere) code = Refuse($"--only {wanted}: no such instrument is traded there", ExitCode.BadInput);
        }
        foreach ((string name, Instrument instrument) in found.ToArray())
        {
            if (SymbolSettings.Read(instrument.Settings(), HarvestPolicy.Default, out _, out _) is { } problem)
            {
                found.Remove(name);
                code = Refuse($"{name} is left out: {problem}", ExitCode.BadInput);
            }
            else if (instrument.IsInverse)
            {
                Console.Error.WriteLine($"harvestbrain: {name} is an inverse contract: it is tracked, and nothing is asked for");
            }
        }
        return code;
    }

    private static void PrintArguments(SortedDictionary<string, Instrument> found)
    {
        foreach ((string name, Instrument instrument) in found)
        {
            foreach ((string setting, string value) in instrument.Settings())
                Console.Out.WriteLine($"--set={name}.HARVEST_{setting.ToUpperInvariant()}={value}");
        }
    }

    private static void PrintTable(SortedDictionary<string, Instrument> found)
    {
        List<string[]> rows = [["symbol", .. Columns], .. found.Select(pair => Row(pair.Key, pair.Value.Settings()))];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    private static string[] Row(string name, IReadOnlyDictionary<string, string> settings) =>
        [name, .. Columns.Select(column => settings.GetValueOrDefault(column, "-"))];

    private static async Task<int> WriteAsync(
        Dictionary<string, IReadOnlyDictionary<string, string>> settings, string? user, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        RedisSettings redis = RedisSettingsReader.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        string? password = Environment.GetEnvironmentVariable(KillCommand.PasswordVariable);
        if (user is not null && string.IsNullOrEmpty(password))
            return Refuse($"--user {user} needs the password in {KillCommand.PasswordVariable}", ExitCode.Usage);
        try
        {
            var options = new HarvestBrainOptions { Redis = redis };
            int count = await HarvestOperations.SetSymbolSettingsAsync(options, settings, user, password, stop)
                .ConfigureAwait(false);
            string symbols = count == 1 ? "1 symbol" : $"{count} symbols";
            Console.Out.WriteLine($"settings of {symbols} written below {redis.KeyPrefix}:config:harvest:");
            return ExitCode.Ok;
        }
        catch (StoreException e)
        {
            return Refuse($"Redis: {e.Message}", ExitCode.Unavailable);
        }
        catch (OptionsValidationException e)
        {
            SettingProblems.Report(e);
            return ExitCode.BadConfiguration;
        }
    }

    private static int Refuse(string problem, int code)
    {
        Console.Error.WriteLine($"harvestbrain: {problem}");
        return code;
    }
}
