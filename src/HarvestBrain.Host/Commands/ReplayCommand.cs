using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;

namespace HarvestBrain.Host.Commands;

/// <summary>Runs recorded entries through the engine without Redis.</summary>
internal static class ReplayCommand
{
    private const string StandardInput = "-";
    private const int ReportEvery = 4096;

    private sealed record Arguments(string[] Files, bool Positions, bool Summary, ReplayOptions Options);

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Recorded entries, one JSON object a line; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                // Else a typing error in an option would be reported as a missing file.
                if (token.Value.StartsWith('-') && token.Value != StandardInput)
                    result.AddError($"unknown option '{token.Value}'; a file of that name is ./{token.Value}");
            }
        });
        var positions = new Option<bool>("--positions") { Description = "Also print a line after every entry that changed a position." };
        var simulate = new Option<bool>("--simulate-fills")
        {
            Description = "Fill partial closes at once at the mark price, honour stop moves, close at the stop.",
        };
        Option<decimal> slippage = BasisPoints("--slippage-bps", "How much worse than the mark price simulated fills are.", 0);
        Option<decimal> fee = BasisPoints("--fee-bps", "Fee of simulated fills.", -10_000);
        var summary = new Option<bool>("--summary") { Description = "Print a table per symbol on standard error." };
        var set = new Option<string[]>("--set") 
        {
            Description = "NAME=VALUE: a setting; wins over the environment. SYMBOL.NAME=VALUE: of one symbol alone. Repeatable.",
            HelpName = "NAME=VALUE",
        };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1) result.AddError($"--set {token.Value}: expected NAME=VALUE or SYMBOL.NAME=VALUE");
            }
        });

        var command = new Command("replay", "Run recorded entries through the engine, without Redis, and print what it asks for.")
        {
            files, positions, simulate, slippage, fee, summary, set,
        };
        command.SetAction(parsed => Run(
            new Arguments(
                parsed.GetValue(files)!,
                parsed.GetValue(positions),
                parsed.GetValue(summary),
                new ReplayOptions
                {
                    SimulateFills = parsed.GetValue(simulate),
                    Summarize = parsed.GetValue(summary),
                    SlippageBps = parsed.GetValue(slippage),
                    FeeBps = parsed.GetValue(fee),
                }),
            parsed.GetValue(set) ?? []));
        return command;
    }

    private static Option<decimal> BasisPoints(string name, string description, decimal least)
    {
        var option = new Option<decimal>(name) { Description = $"{description} Basis points, default 0.", HelpName = "BPS" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && decimal.TryParse(result.Tokens[0].Value, out decimal value) && (value < least || value > 10_000))
                result.AddError($"{name} {value}: expected {least} to 10000");
        });
        return option;
    }

    private static int Run(Arguments arguments, string[] overrides)
    {
        if (Read(overrides) is not { } settings) return ExitCode.BadConfiguration;
        foreach (string file in arguments.Files)
        {
            if (file == StandardInput || File.Exists(file)) continue;
            Console.Error.WriteLine($"harvestbrain: {file}: {(Directory.Exists(file) ? "is a folder" : "no such file")}");
            return ExitCode.NoInput;
        }

        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        using Stream target = StandardOutput.Open();
        var output = new OutputBuffer(target);
        using var printer = new ReplayPrinter(output, settings, arguments.Positions);
        var session = new ReplaySession(settings, arguments.Options, printer);

        int exitCode = ExitCode.Ok;
        foreach (string file in arguments.Files)
        {
            try
            {
                using Stream source = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
                if (!ReplayFile(file, source, session, printer, output, stop.Token)) exitCode = ExitCode.BadInput;
            }
            catch (UnauthorizedAccessException e)
            {
                Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
                return ExitCode.NoInput;
            }
        }
        output.Flush();
        if (arguments.Summary) SummaryTable.Write(Console.Error, session.Summary);
        return exitCode;
    }

    /// <returns>Every line was understood.</returns>
    private static bool ReplayFile(
        string file, Stream source, ReplaySession session, ReplayPrinter printer, OutputBuffer output, CancellationToken stop)
    {
        var decoder = new EntryDecoder();
        // What comes from a pipe is answered before we wait for more.
        var reader = new LineReader(source, stop, source.CanSeek ? null : output.Flush);
        var progress = new Progress(source.CanSeek ? source.Length : 0);
        bool good = true;
        for (long number = 1; !stop.IsCancellationRequested && reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong); number++)
        {
            printer.Place = (file, number);
            if (number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && !tooLong) continue;
            DecodeError error = new(DecodeCode.LineTooLong, null, null, null, MayBeFill: true);
            if (!tooLong && decoder.TryDecodeLine(number, line, out HarvestEvent e, out error))
            {
                session.Apply(e);
            }
            else
            {
                good = false;
                printer.OnError(error, session.Reject(error));
            }
            if (number % ReportEvery == 0) progress.Report(session.Summary.Entries, reader.BytesRead);
        }
        progress.Clear();
        return good;
    }

    private static EngineSettings? Read(string[] overrides)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var bySymbol = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        bool good = true;
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = text[..equals].Trim(), value = text[(equals + 1)..];
            int dot = name.LastIndexOf('.');
            if (dot > 0)
            {
                string symbol = name[..dot];
                if (!bySymbol.TryGetValue(symbol, out var own)) bySymbol.Add(symbol, own = new(StringComparer.Ordinal));
                own[SymbolSettings.ShortName(name[(dot + 1)..])] = value;
                continue;
            }
            values[name] = value;
            if (HostSettings.All.Any(setting => setting.Name == name)) continue;
            Console.Error.WriteLine($"harvestbrain: --set {name}: no such setting; 'harvestbrain check-config' lists them all");
            good = false;
        }
        UnknownVariables.Report();
        SettingReader reader = HostSettings.ReplayReader(values);
        EngineSettings settings = HostSettings.Read(reader).Engine;
        if (SettingProblems.Report(reader)) return null;

        var policies = new Dictionary<string, HarvestPolicy>(StringComparer.Ordinal);
        foreach ((string symbol, Dictionary<string, string> own) in bySymbol)
        {
            if (SymbolSettings.Read(own, settings.Policy, out HarvestPolicy policy, out _, isReplay: true) is { } problem)
            {
                Console.Error.WriteLine($"harvestbrain: --set {symbol}: {problem}");
                good = false;
            }
            policies[symbol] = policy;
        }
        return good ? settings with { SymbolPolicies = policies } : null;
    }
}
