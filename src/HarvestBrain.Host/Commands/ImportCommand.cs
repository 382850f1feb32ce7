using System.CommandLine;
using HarvestBrain.Host.Import;
using HarvestBrain.Host.Replay;
using HarvestBrain.Import;

namespace HarvestBrain.Host.Commands;

/// <summary>Makes entries of what exchanges, bots and brokers export.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "What an exchange, a bot or a broker exports: fills, orders, prices; .gz and .zip too; - is standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the entries go; default standard output.", HelpName = "OUT.ndjson",
        };
        var json = new Option<bool>("--json") { Description = "Say what was understood as one JSON object instead of a table." };
        var fee = new Option<decimal>("--fee-bps")
        {
            Description = "Fee of formats that tell none. Basis points, default 0.", HelpName = "BPS",
        };
        var import = new ImportArguments();
        var command = new Command("import", "Make entries of what exchanges, bots and brokers export, for replay.")
        {
            files, output, json, fee,
        };
        import.AddTo(command);
        command.SetAction(parsed =>
        {
            if (import.WantsList(parsed)) return ListFormats();
            ImportOptions options = import.Options(parsed, parsed.GetValue(fee), out IReadOnlyList<string> problems);
            foreach (string problem in problems) Console.Error.WriteLine($"harvestbrain: {problem}");
            if (problems.Count > 0) return ExitCode.Usage;
            string[] paths = parsed.GetValue(files)!;
            if (paths.Length == 0)
            {
                Console.Error.WriteLine("harvestbrain: import needs a FILE; --format list names what it reads");
                return ExitCode.Usage;
            }
            string[] stopFiles = [.. import.StopFiles(parsed)];
            if (OwnFiles.AreWritten([.. paths, .. stopFiles], parsed.GetValue(output))) return ExitCode.Usage;
            return Run(paths, stopFiles, options, parsed.GetValue(output), parsed.GetValue(json));
        });
        return command;
    }

    private static int ListFormats()
    {
        int width = Importer.Formats.Max(format => format.Name.Length);
        foreach ((string name, string title) in Importer.Formats) Console.Out.WriteLine($"{name.PadRight(width)}  {title}");
        return ExitCode.Ok;
    }

    private static int Run(string[] paths, IEnumerable<string> stopFiles, ImportOptions options, string? output, bool json)
    {
        using var copies = new PipeCopies();
        using var signals = new SignalCleanUp(copies.Dispose);
        var files = new InputFiles(copies);
        if ((files.Add(paths) ?? files.Add(stopFiles, onlyStops: true)) is { } problem)
        {
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return ExitCode.NoInput;
        }
        using ImportResult result = Importer.Read(files.Inputs, options);
        try
        {
            if (result.Status == ImportStatus.Ready) Write(result, output);
        }
        catch (Exception e) when (output is not null && WriteError.Is(e))
        {
            return WriteError.Say(output, e);
        }
        Say(result, json);
        return ImportExit.Code(result.Status);
    }

    public static void Say(ImportResult result, bool json)
    {
        if (!json)
        {
            result.WriteTable(Console.Error);
            return;
        }
        using Stream error = Console.OpenStandardError();
        result.WriteJson(error);
        error.Write("\n"u8);
    }

    private static void Write(ImportResult result, string? path)
    {
        using WholeFile? file = path is null ? null : new WholeFile(path);
        using SignalCleanUp? signals = file is null ? null : new SignalCleanUp(file.Delete);
        using Stream target = file?.Stream ?? StandardOutput.Open();
        var buffer = new OutputBuffer(target);
        foreach (ReadOnlyMemory<byte> entry in result.Entries()) buffer.Append(entry.Span);
        buffer.Flush();
        file?.Complete();
    }
}
