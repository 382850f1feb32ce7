using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Notifications;
using HarvestBrain.OpenTelemetry;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Tests;

/// <summary>What an operator can meet stands in docs/operations.md, and nothing stands there that does not exist.</summary>
public sealed partial class OperationsTests
{
    private static readonly string Page = Repository.Read("docs/operations.md");

    [Fact]
    public void LogEvents_Table_EqualsTheLog()
    {
        Type[] logs =
        [
            typeof(HarvestStatus).Assembly.GetType("HarvestBrain.Redis.Telemetry.Log", throwOnError: true)!,
            typeof(Http.HttpLog),
            typeof(NotificationSettings).Assembly.GetType("HarvestBrain.Notifications.Log", throwOnError: true)!,
            typeof(TelemetrySettings).Assembly.GetType("HarvestBrain.OpenTelemetry.Log", throwOnError: true)!,
        ];
        string[] expected = [.. logs.SelectMany(log => log.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(method => (method.Name, Event: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Event is not null)
            .OrderBy(method => method.Event!.EventId)
            .Select(method => $"{method.Event!.EventId} {method.Name} {Word(method.Event.Level)}")];
        string[] shown = [.. Table("Log events").Where(row => int.TryParse(row[0], out _)).Select(row => $"{row[0]} {row[1]} {row[2]}")];

        Assert.True(expected.Length > 20, "the log has no events");
        Assert.Equal(expected, shown);
    }

    public static TheoryData<string, Type> Codes => new()
    {
        { "Codes of entries", typeof(DecodeCode) },
        { "Codes of the fold", typeof(FoldCode) },
        { "Codes of protection", typeof(ProtectionCode) },
        { "Codes of holds", typeof(HoldCode) },
        { "Codes of Redis", typeof(StoreFault) },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Codes_EachTable_EqualsItsEnum(string section, Type codes)
    {
        string[] shown = [.. Table(section).Select(row => row[0])];
        Assert.Equal(Enum.GetNames(codes).Where(name => name != "None").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ExitCodes_Table_EqualsExitCode()
    {
        int[] expected = [.. typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!)];
        Assert.Equal(expected, Table("Exit codes").Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Checks_OfTheProof_StandHereAndAreGatesOfTheWayToLive()
    {
        string[] checks = [.. Check().Matches(Repository.Read("ops/harvest-brain-proof.sh")).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.Contains("killswitch", checks);
        Assert.Equal(checks, Table("Checks of the proof").Select(row => row[0]).Order(StringComparer.Ordinal));

        string[] gates = [.. Markdown.Rows(Markdown.Section(Repository.Read("docs/shadow-to-live.md"), "Shadow"))
            .Where(row => row.Length == 2 && row[1].StartsWith("OK", StringComparison.Ordinal)).SelectMany(row => row[0].Split(", "))];
        Assert.Equal(checks, gates.Order(StringComparer.Ordinal));
    }

    /// <summary>The rows of a section's table, without its head.</summary>
    private static IEnumerable<string[]> Table(string section) => Markdown.Rows(Markdown.Section(Page, section)).Skip(2);

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "not used by the log"),
    };

    // ok redis "...", fail redis "...", skip redis "...", fail_or_skip redis: the first word is the check.
    [GeneratedRegex(@"\b(ok|fail|skip|fail_or_skip) (?<name>[a-z]+)\b(?! *[=)])")]
    private static partial Regex Check();
}
