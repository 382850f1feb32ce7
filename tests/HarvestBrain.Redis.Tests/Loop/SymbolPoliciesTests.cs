using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>What a symbol goes by when its settings change, are wrong, or go: nothing is asked for by a rule that nobody meant.</summary>
public sealed class SymbolPoliciesTests
{
    private const string Symbol = "ETHUSDT";

    private readonly HarvestBrainOptions _options = new() { Policy = HarvestPolicy.Default with { MinR = 0.4m } };
    private readonly HarvestEngine _engine;
    private long _nowUnixMs = 1000;

    public SymbolPoliciesTests() => _engine = NewEngine();

    [Fact]
    public void Valid_ChangesSingleValuesOfThePolicyOfAll()
    {
        Assert.Null(Policies().Apply(Symbol, Set("min_r", "0.9"), _engine));
        Assert.Equal(_options.Policy with { MinR = 0.9m }, _engine.PolicyOf(Symbol));
        Assert.Equal(0.4m, _engine.PolicyOf("BTCUSDT").MinR);
    }

    [Fact]
    public void Valid_ChangesThePolicyMadeInCode()
    {
        _options.SymbolPolicies[Symbol] = HarvestPolicy.Default with { MinR = 2, DedupTtlSeconds = 7 };
        Policies().Apply(Symbol, Set("min_r", "0.9"), _engine);
        Assert.Equal((0.9m, 7), (_engine.PolicyOf(Symbol).MinR, _engine.PolicyOf(Symbol).DedupTtlSeconds));
    }

    [Fact]
    public void Removed_ThePolicyOfAllHoldsAgain_OrTheOneMadeInCode()
    {
        SymbolPolicies policies = Policies();
        policies.Apply(Symbol, Set("min_r", "0.9"), _engine);
        Assert.Null(policies.Apply(Symbol, SymbolOverrides.None, _engine));
        Assert.Equal(0.4m, _engine.PolicyOf(Symbol).MinR);

        _options.SymbolPolicies[Symbol] = HarvestPolicy.Default with { MinR = 2 };
        policies = Policies();
        policies.Apply(Symbol, Set("min_r", "0.9"), _engine);
        policies.Apply(Symbol, SymbolOverrides.None, _engine);
        Assert.Equal(2, _engine.PolicyOf(Symbol).MinR);
    }

    [Fact]
    public void Invalid_AfterAValidOne_KeepsIt_AndIsToldOnce()
    {
        SymbolPolicies policies = Policies();
        policies.Apply(Symbol, Set("min_r", "0.45"), _engine);
        string problem = policies.Apply(Symbol, Set("min_r", "x"), _engine)!;
        Assert.StartsWith("the last good ones stay: ", problem, StringComparison.Ordinal);
        Assert.Equal(problem, policies.Problems[Symbol]);
        Assert.Null(policies.Apply(Symbol, Set("min_r", "x"), _engine));
        Assert.Single(policies.Problems);
        Assert.Equal(0.45m, _engine.PolicyOf(Symbol).MinR);
        Assert.True(Asks(_engine));
    }

    [Fact]
    public void Invalid_FromTheStartOn_NothingIsAskedForUntilItIsCorrected()
    {
        SymbolPolicies policies = Policies();
        string problem = policies.Apply(Symbol, Set("min_r", "x"), _engine)!;
        Assert.StartsWith("nothing is asked for until they are corrected: ", problem, StringComparison.Ordinal);
        Assert.False(Asks(_engine));

        HarvestEngine anew = NewEngine();
        policies.ApplyTo(anew);
        Assert.False(Asks(anew));

        // Wrong in another way is not corrected.
        Assert.StartsWith("nothing is asked for", policies.Apply(Symbol, Set("min_r", "y"), anew), StringComparison.Ordinal);
        Assert.False(Asks(anew));

        Assert.Null(policies.Apply(Symbol, Set("min_r", "0.4"), anew));
        Assert.Empty(policies.Problems);
        Assert.True(Asks(anew));
    }

    [Fact]
    public void Invalid_FromTheStartOn_ThenRemoved_IsAskedForAgain()
    {
        SymbolPolicies policies = Policies();
        policies.Apply(Symbol, new SymbolOverrides(SymbolOverrides.None.Values, WrongType: "list"), _engine);
        Assert.Equal("nothing is asked for until they are corrected: the key is a list, not a hash", policies.Problems[Symbol]);
        Assert.False(Asks(_engine));
        policies.Apply(Symbol, SymbolOverrides.None, _engine);
        Assert.True(Asks(_engine));
    }

    [Fact]
    public void EngineLoadedAnew_GoesByTheLastGoodOnes()
    {
        SymbolPolicies policies = Policies();
        policies.Apply(Symbol, Set("min_r", "0.9"), _engine);
        policies.Apply(Symbol, Set("min_r", "x"), _engine);
        policies.Apply("BTCUSDT", Set("min_r", "3"), _engine);
        policies.Apply("BTCUSDT", SymbolOverrides.None, _engine);

        HarvestEngine anew = NewEngine();
        policies.ApplyTo(anew);
        Assert.Equal((0.9m, 0.4m), (anew.PolicyOf(Symbol).MinR, anew.PolicyOf("BTCUSDT").MinR));
    }

    [Fact]
    public void Nothing_FromTheStartOn_IsNoChange()
    {
        Assert.Null(Policies().Apply(Symbol, SymbolOverrides.None, _engine));
        Assert.True(Asks(_engine));
    }

    private SymbolPolicies Policies() => new(_options);

    /// <summary>An engine with a long position of the symbol that has not reached a rung.</summary>
    private HarvestEngine NewEngine()
    {
        var engine = new HarvestEngine(_options.Policy, HarvestMode.Shadow, maxActionsPerMinute: 30);
        engine.Apply(HarvestEvent.Fill(new EntryId(1000, 0), 1000, Symbol, OrderSide.Buy, 1, 100, stopLoss: 90), 1000);
        return engine;
    }

    private static SymbolOverrides Set(string name, string value) =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });

    /// <summary>The position is harvested at 0.6R.</summary>
    private bool Asks(HarvestEngine engine)
    {
        _nowUnixMs += 1000;
        return engine.Apply(HarvestEvent.PriceUpdate(new EntryId(_nowUnixMs, 0), _nowUnixMs, Symbol, 106), _nowUnixMs)
            .Intents.Any(intent => intent.Kind == IntentKind.PartialClose);
    }
}
