using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>
/// Every JSON object that docs/contracts.md shows is printed by the program, from the worked example. Those of a status and of a webhook
/// need a Redis and a server: StatusCommandTests and OutboxTests hold them.
/// </summary>
public sealed class ContractPayloadTests
{
    [Fact]
    public async Task Payloads_EachShown_IsPrinted()
    {
        string[] replay = ["replay", "samples/data/worked-example.ndjson", "--positions", "--simulate-fills", "--set"];
        ProgramRun shadow = await ProgramRun.HarvestBrain([.. replay, "HARVEST_MODE=shadow"]);
        ProgramRun live = await ProgramRun.HarvestBrain([.. replay, "HARVEST_MODE=live"]);
        // Closed by hand while all that was asked for is unanswered.
        ProgramRun closed = await ProgramRun.HarvestBrain(
            "replay", "samples/data/worked-example.ndjson", "samples/data/worked-example-exit.ndjson", "--set", "HARVEST_MODE=live");
        ProgramRun traded = await ProgramRun.HarvestBrain(
            "replay", "samples/data/worked-example.ndjson", "samples/data/worked-example-exit.ndjson", "--trades");
        ProgramRun protects = await ProgramRun.HarvestBrain([.. replay, "HARVEST_PROTECT=on"]);
        HashSet<string> printed = [.. (shadow.Output + live.Output + closed.Output + traded.Output + protects.Output).Split('\n').Select(WithoutBlanks)];
        string contracts = Repository.Read("docs/contracts.md");
        string[] shown = [.. Markdown.Blocks(contracts, "json").Except(Elsewhere(contracts)).Select(WithoutBlanks)];

        Assert.NotEmpty(shown);
        Assert.All(shown, json => Assert.Contains(json, printed));
    }

    private static IEnumerable<string> Elsewhere(string contracts) =>
        new[] { "Status", "Webhook", "Open orders" }.SelectMany(section => Markdown.Blocks(Markdown.Section(contracts, section), "json"));

    private static string WithoutBlanks(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
