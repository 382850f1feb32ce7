// A service of your own with HarvestBrain in it: settings from the environment, a policy made in code, and a table of what happens.
using EmbeddedService;
using HarvestBrain.Core.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning); // the table is this service's output

builder.Services.AddHarvestBrain(options =>
{
    // Code has the last word over HARVEST_LADDER: half of the position at 1R, the stop to the entry with it.
    options.Policy = options.Policy with { Ladder = Ladder.Of(new LadderRung(1m, 0.5m)), BreakEvenAtR = 1m };
    // Coarser steps and earlier profits for one symbol.
    options.SymbolPolicies["BTCUSDT"] = options.Policy with { Ladder = Ladder.Of(new LadderRung(0.5m, 0.3m)), QuantityStep = 0.1m };
});
builder.Services.AddHarvestObserver<HarvestTable>();

await builder.Build().RunAsync();
