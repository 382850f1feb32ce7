using System.Globalization;
using System.Text;
using HarvestBrain.SessionGeneration;

const int WrongUsage = 64;
const int CannotCreateOutput = 73;
const string Usage = """
    SessionGenerator [--seed N] [--entries N] [--symbols N] [--flat] [--out FILE | --export FOLDER]
    Writes a made-up recorded session as NDJSON, for harvestbrain replay.

      --seed N      chooses the session (default 1)
      --entries N   number of lines (default 5000)
      --symbols N   number of symbols, 1 to 1000 (default 6)
      --flat        one plain flat form instead of all dialects
      --out FILE    default: standard output
      --export FOLDER  instead: the first symbol's fills as Binance, ccxt and freqtrade export them, and its bars, for harvestbrain import
    """;

var options = new SessionOptions();
string? file = null;
string? folder = null;
for (int i = 0; i < args.Length; i++)
{
    string name = args[i];
    if (name is "--help" or "-h")
    {
        Console.Out.WriteLine(Usage);
        return 0;
    }

    if (name is "--flat")
    {
        options = options with { DialectMix = false };
        continue;
    }

    if (name is not ("--seed" or "--entries" or "--symbols" or "--out" or "--export"))
    {
        return Refuse($"unknown argument '{name}'");
    }

    if (++i == args.Length)
    {
        return Refuse($"{name} needs a value");
    }

    string value = args[i];
    if (name is "--out" && value.Length > 0)
    {
        file = value;
    }
    else if (name is "--export" && value.Length > 0)
    {
        folder = value;
    }
    else if (name is "--seed" && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
    {
        options = options with { Seed = seed };
    }
    else if (name is "--entries" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int entries))
    {
        options = options with { Entries = entries };
    }
    else if (name is "--symbols"
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int symbols)
        && symbols is >= 1 and <= SessionOptions.MaxSymbols)
    {
        options = options with { Symbols = symbols };
    }
    else
    {
        return Refuse($"{name} does not take '{value}'");
    }
}

try
{
    if (folder is not null)
    {
        Directory.CreateDirectory(folder);
        foreach ((string exported, string text) in SessionExport.Files(options))
        {
            File.WriteAllText(Path.Combine(folder, exported), text);
        }

        return 0;
    }

    using Stream stream = file is null ? Console.OpenStandardOutput() : File.Create(file);
    using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 65536);
    output.NewLine = "\n";
    foreach (string line in SessionGenerator.Lines(options))
    {
        output.WriteLine(line);
    }

    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return CannotCreateOutput;
}

static int Refuse(string problem)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(Usage);
    return WrongUsage;
}
