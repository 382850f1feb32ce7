using System.Text.RegularExpressions;

namespace HarvestBrain.Core.Tests;

/// <summary>
/// Within a project one folder uses another in one direction. Read from the source, so that a dependency that compiles to nothing
/// counts too. What one project may use of another is in its project references.
/// </summary>
public sealed class LayerTests
{
    /// <summary>
    /// What stands left of a <c>&lt;</c> uses nothing right of it; what a comma parts does not use each other; what a space parts may.
    /// A name that is no folder is a file in the root of the project, and <c>root</c> stands for the other ones there.
    /// </summary>
    public static TheoryData<string, string> Layers => new()
    {
        {
            "Core", "Limits Partitions PlainDecimal < Events < Positions < Policy < Settings < Planning < Folding, Guards < Deciding"
                + " < HarvestEngine MixedModes Spellings StepResult SymbolBook < Wire < State < Replay"
        },
        {
            "Redis", "KillSwitchState RedisUnreachableException < HarvestBrainOptions OpenSsl PartitionSettings RedisSettings < Store < Observers < Telemetry < Status"
                + " < Loop, Store/Redis Store/Redis/Scripts < Hosting, Tape < root"
        },
        {
            // What talks to Redis, and what works and says what it does, know nothing of each other but what Store says.
            "Redis", "KillSwitchState RedisUnreachableException < HarvestBrainOptions OpenSsl PartitionSettings RedisSettings < Store"
                + " < Status Store/Redis Store/Redis/Scripts, Loop Observers Telemetry < Hosting, Tape < root"
        },
        { "AspNetCore", "Answer TokenRule < Activity RecentActivity < Page < Api Exposition Health HarvestBrainMonitor < root" },
        {
            "Host", "BrokenPipe ExitCode FilePaths OwnFiles SecretMask SignalCleanUp StandardOutput StopSignals WholeFile WriteError < Http, Import, Logging, Service, Status"
                + " < Composition HostSettings SettingProblems UnknownVariables < Replay < Review, Rehearsal < Commands < root"
        },
        { "Paper", "Market, Venue < Store < Memory < OtherExecutorException < OtherExecutors < PaperExecutor, Check" },
        { "Notifications", "root" },
        { "Import", "ImportOptions Records TemporaryFileException < Storing < Formats Reading Reporting Risk Rules, Instruments < Writing < root" },
        { "Review", "Statistics < Epochs < ReviewOptions < Reports, Comparisons < Sweeps SweepPlan < Markup < Charts < Sections < Comparison Page < root" },
        { "OpenTelemetry", "root" },
        { "Testing", "Model < root" },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Folder_UsesOnlyWhatStandsLeftOfIt(string project, string order) =>
        Assert.Empty(Violations(project, order, SourceFile.Of(project)));

    /// <summary>Where a package may be used: the folder, or the file in the root.</summary>
    [Theory]
    [InlineData("Redis", "StackExchange.Redis", "HarvestBrainService RedisSettings Store/Redis Store/Redis/Scripts")] // the settings name it in a text
    public void Package_IsUsedOnlyWhereItMay(string project, string package, string places) => Assert.All(
        SourceFile.Of(project).Where(file => Regex.IsMatch(file.Code, $@"(?<![\w.]){Regex.Escape(package)}\b")),
        file => Assert.Contains(file.Folder.Length > 0 ? file.Folder : file.Name, places.Split(' ')));

    /// <summary>One happening is said once, to everybody: the loop says it to the reporter.</summary>
    [Fact]
    public void Loop_ReportsThroughTheReporterOnly() =>
        Assert.DoesNotContain(SourceFile.Of("Redis"), file => file.Folder == "Loop" && ReportsBesides(file));

    [Theory]
    [InlineData("private readonly ILogger _logger;", true)]
    [InlineData("Log.Stale(logger);", true)]
    [InlineData("HarvestMetrics metrics;", true)]
    [InlineData("using HarvestBrain.Redis.Observers;", true)]
    [InlineData("var notice = new Observers.EntriesLost(1, reason);", true)]
    [InlineData("status.Update(now => now with { State = state }); StatusPublisher status;", true)]
    [InlineData("_reporter.Stale(); BatchReport report; Reporter reporter;", false)]
    public void ReportPastTheReporter_IsFound(string line, bool isFound) =>
        Assert.Equal(isFound, ReportsBesides(new SourceFile("Loop", "Some", $"{line}\nnamespace HarvestBrain.Redis.Loop;\n")));

    [Theory]
    [InlineData("using HarvestBrain.Redis.Store.Redis;", true)]
    [InlineData("private Store.Redis.RedisCalls? _calls;", true)]
    [InlineData("using HarvestBrain.Redis.Status;", true)]
    [InlineData("HarvestBrainService service;", true)]
    [InlineData("using HarvestBrain.Redis.Store;", false)]
    public void UpwardFromTheLoop_InWhateverForm_IsFound(string line, bool isFound)
    {
        SourceFile[] files =
        [
            new("Loop", "Some", $"{line}\nnamespace HarvestBrain.Redis.Loop;\n"), .. SourceFile.Of("Redis").Where(file => file.Folder.Length == 0),
        ];
        Assert.Equal(isFound, Layers.Where(row => row.Data.Item1 == "Redis").Any(row => Violations("Redis", row.Data.Item2, files).Any(found => found.StartsWith("Loop/Some", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("using HarvestBrain.Core.Wire;", true)]
    [InlineData("using static HarvestBrain.Core.Wire.Words;", true)]
    [InlineData("using W = HarvestBrain.Core.Wire;", true)]
    [InlineData("string s = global::HarvestBrain.Core.Wire.Words.Of(side);", true)]
    [InlineData("string s = Core.Wire.Words.Of(side);", true)]
    [InlineData("string s = $\"{Wire.Words.Of(side)}\";", true)]
    [InlineData("HarvestEngine engine;", true)]
    [InlineData("using HarvestBrain.Core.Guards;", true)] // beside it
    [InlineData("namespace HarvestBrain.Core.Wire { }", true)]
    [InlineData("using HarvestBrain.Core.Planning;", false)]
    [InlineData("/// <see cref=\"HarvestEngine\"/>, <see cref=\"Wire.Words\"/>", false)]
    [InlineData("book.Wire.Words(); decimal m = Limits.MaxPrice;", false)]
    public void Upward_InWhateverForm_IsFound(string line, bool isFound)
    {
        string code = $"{line}\nnamespace HarvestBrain.Core.Folding;\n";
        SourceFile[] files = [new("Folding", "Some", code), .. SourceFile.Of("Core").Where(file => file.Folder.Length == 0)];
        Assert.Equal(isFound, Violations("Core", Layers.First(row => row.Data.Item1 == "Core").Data.Item2, files).Any());
    }

    private static bool ReportsBesides(SourceFile file)
    {
        IEnumerable<string> others = SourceFile.Of("Redis").Where(other => other.Folder == "Telemetry")
            .SelectMany(other => Regex.Matches(other.Code, @"\b(?:class|record|struct|enum) (?<name>[A-Z]\w*)").Select(match => match.Groups["name"].Value))
            .Except(["Reporter", "DataLossReporter", "BatchReport"]);
        return file.UsesFolder("Redis", "Observers") || file.Mentions("Microsoft.Extensions.Logging") || file.Mentions("ILogger") || others.Any(file.Mentions);
    }

    private static IEnumerable<string> Violations(string project, string order, IReadOnlyList<SourceFile> files)
    {
        string[][] layers = [.. order.Split('<').Select(layer => layer.Split(',', StringSplitOptions.TrimEntries))];
        string[] named = order.Split([' ', ',', '<'], StringSplitOptions.RemoveEmptyEntries);
        string[] unnamed = [.. files.Where(file => file.Folder.Length == 0 && !named.Contains(file.Name)).Select(file => file.Name)];
        foreach (SourceFile file in files)
        {
            string place = file.Folder.Length > 0 ? file.Folder : unnamed.Contains(file.Name) ? "root" : file.Name;
            int layer = Array.FindIndex(layers, groups => groups.Any(group => group.Split(' ').Contains(place)));
            if (layer < 0) yield return $"{file} stands in no layer";
            string expected = $"HarvestBrain.{project}" + (file.Folder.Length > 0 ? "." + file.Folder.Replace('/', '.') : "");
            if (!file.Namespaces.All(found => found == expected || (file.Folder.Length == 0 && found.StartsWith("Microsoft.", StringComparison.Ordinal))))
                yield return $"{file} is in namespace {string.Join(", ", file.Namespaces)}";
            IEnumerable<string> forbidden = layers.Skip(layer).SelectMany(groups => groups).Select(group => group.Split(' '))
                .Where(group => !group.Contains(place)).SelectMany(names => names);
            foreach (string name in forbidden.SelectMany(name => name == "root" ? unnamed : [name]))
            {
                bool isFile = files.Any(other => other.Folder.Length == 0 && other.Name == name);
                if (isFile ? file.Mentions(name) : file.UsesFolder(project, name)) yield return $"{file} uses {name}";
            }
        }
    }
}
