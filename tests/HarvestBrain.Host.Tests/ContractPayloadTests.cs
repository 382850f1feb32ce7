using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Host.Tests;

/// <summary>
/// Every JSON object that docs/contracts.md shows is printed by the program, from the worked example. That of a status needs a Redis: it is
/// held by StatusCommandTests.
/// </summary>
public sealed class ContractPayloadTests
{
    [Fact]
    public async Task Payloads_EachShown_IsPrinted()
    {
        string[] replay = ["replay", "samples/data/worked-example.ndjson", "--positions", "--simulate-fills", "--set"];
        ProgramRun shadow = await ProgramRun.HarvestBrain([.. replay, "HARVEST_MODE=shadow"]);
        ProgramRun live = await ProgramRun.HarvestBrain([.. replay, "HARVEST_MODE=live"]);
        HashSet<string> printed = [.. (shadow.Output + live.Output).Split('\n').Select(WithoutBlanks)];
        string contracts = Repository.Read("docs/contracts.md");
        string[] shown = [.. Markdown.Blocks(contracts, "json").Except(Markdown.Blocks(Markdown.Section(contracts, "Status"), "json")).Select(WithoutBlanks)];

        Assert.NotEmpty(shown);
        Assert.All(shown, json => Assert.Contains(json, printed));
    }

    private static string WithoutBlanks(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
