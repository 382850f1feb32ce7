// A long of 1.0 ETH at 3300 with a stop at 3200: 1R is 100.
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

const string Symbol = "ETHUSDT";
long time = 1_768_693_537_000; // Unix milliseconds: the core has no clock, time comes in with every event

var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
engine.Apply(HarvestEvent.Fill(new EntryId(time, 0), time, Symbol, OrderSide.Buy, quantity: 1.0m, price: 3300m, stopLoss: 3200m), time);
Position position = engine.Find(Symbol)!;

Console.WriteLine("price     R  asked for");
foreach (decimal price in (decimal[])[3300, 3350, 3400, 3450])
{
    time += 1000;
    StepResult result = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(time, 0), time, Symbol, price), time);
    string[] asked = [.. result.Intents.Select(Text)];
    Console.WriteLine($"{price,5}  {position.RLevel:0.00}  {(asked.Length == 0 ? "nothing" : string.Join(", ", asked))}");
}

// Asking is not filling: quantity changes only when a fill comes in.
Console.WriteLine($"open {PlainDecimal.Format(position.Quantity)}, of which asked for {PlainDecimal.Format(position.OutstandingQuantity)}");

static string Text(Intent intent) => intent.Kind == IntentKind.PartialClose
    ? $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)} reduce-only"
    : $"stop {intent.CurrentStop} -> {PlainDecimal.Format(intent.StopPrice)}";
