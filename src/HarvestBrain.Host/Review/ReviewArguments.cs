using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using HarvestBrain.Core.Replay;
using HarvestBrain.Host.Import;
using HarvestBrain.Host.Replay;
using HarvestBrain.Import;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Review;

/// <summary>The options that report and sweep share.</summary>
internal sealed class ReviewArguments
{
    private const string FilesDescription = "Recorded entries, one JSON object a line, or files that import reads; - is standard input.";

    public Argument<string[]> Files { get; } = RecordedFiles.Argument(FilesDescription);

    public Option<string?> Output { get; } = new("-o") { Description = "Write the page, one html file.", HelpName = "FILE.html" };

    public Option<string?> Json { get; } = new("--json") { Description = "Write the numbers as JSON.", HelpName = "FILE.json" };

    private Option<string[]> Set { get; } = SettingOverrides.Option();

    private Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "Chooses the random draws. Default 1.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private Option<decimal?> Fee { get; } = new("--fee-bps")
    {
        Description = "Fee of simulated fills in basis points. Default: the rate that the recorded fills of the same trade paid.",
        HelpName = "BPS",
    };

    private Option<decimal> Slippage { get; } =
        BasisPointsOption.Create("--slippage-bps", "How much worse than the mark price simulated fills are.", 0);

    private Option<double> Risk { get; } = new("--risk-fraction")
    {
        Description = "Part of the account that a trade risks in the Monte Carlo. Default 0.01.",
        HelpName = "F", DefaultValueFactory = _ => 0.01,
    };

    private Option<BarPath> Path { get; } = new("--bar-path")
    {
        Description = "Which end of a bar comes first: pessimistic, the worse one (default), or favourable.", HelpName = "PATH",
    };

    private ImportArguments Import { get; } = new();

    private Option<string?> Title { get; } = new("--title") { Description = "Title of the page.", HelpName = "TEXT" };

    public void AddTo(Command command)
    {
        Risk.Validators.Add(result => Within(result, "--risk-fraction", 0, 1));
        Fee.Validators.Add(result => Within(result, "--fee-bps", -10_000, 10_000));
        command.Add(Files);
        foreach (Option option in (Option[])[Output, Json, Title, Set, Seed, Fee, Slippage, Risk, Path]) command.Add(option);
        Import.AddTo(command);
    }

    /// <summary>What to review; <see langword="null"/> when the settings are wrong, which stands on standard error.</summary>
    public ReviewOptions? Options(ParseResult parsed)
    {
        string[] overrides = parsed.GetValue(Set) ?? [];
        if (SettingOverrides.Read(overrides) is not { } settings) return null;
        return new ReviewOptions
        {
            Settings = settings,
            Policy = SettingOverrides.PolicyTexts(overrides),
            Seed = parsed.GetValue(Seed),
            FeeBps = parsed.GetValue(Fee),
            SlippageBps = parsed.GetValue(Slippage),
            BarPath = parsed.GetValue(Path),
            RiskFraction = parsed.GetValue(Risk),
            Title = parsed.GetValue(Title) ?? "",
            CommandText = Line(parsed),
            Version = typeof(ReviewArguments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0] ?? "",
            Cores = Environment.ProcessorCount,
        };
    }

    /// <summary>The files; <see langword="null"/> when an option is wrong, which stands on standard error.</summary>
    public RecordedSources? Sources(ParseResult parsed, ReviewOptions options)
    {
        ImportOptions import = Import.Options(parsed, options.FeeBps ?? 0, out IReadOnlyList<string> problems);
        foreach (string problem in problems) Console.Error.WriteLine($"harvestbrain: {problem}");
        if (problems.Count > 0) return null;
        string[] files = parsed.GetValue(Files)!, stopFiles = [.. Import.StopFiles(parsed)];
        return OwnFiles.AreWritten([.. files, .. stopFiles], parsed.GetValue(Output), parsed.GetValue(Json)) ? null
            : RecordedSources.Open(files, stopFiles, import);
    }

    /// <summary>The command as it can be pasted into a shell. Where results go is no part of what they are.</summary>
    private string Line(ParseResult parsed)
    {
        var words = new List<string> { "harvestbrain" };
        bool skip = false;
        foreach (Token token in parsed.Tokens)
        {
            if (skip || token.Value is "-o" or "--json")
            {
                skip = !skip;
                continue;
            }
            bool isFile = token.Type == TokenType.Argument && Array.IndexOf(parsed.GetValue(Files)!, token.Value) >= 0;
            words.Add(Quoted(isFile ? System.IO.Path.GetFileName(token.Value) : token.Value));
        }
        return string.Join(' ', words);
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=+@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static void Within(OptionResult result, string name, double above, double most)
    {
        if (result.Tokens.Count != 1 || !double.TryParse(
            result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out double value))
            return;
        bool good = above == 0 ? value > above && value <= most : value >= above && value <= most;
        if (!good) result.AddError($"{name} {result.Tokens[0].Value}: expected {(above == 0 ? "above 0" : above)} to {most}");
    }
}
