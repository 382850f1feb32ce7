using System.CommandLine;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Host.Replay;

/// <summary>Settings from the environment and from <c>--set</c>, which wins; for the commands that run recorded entries.</summary>
internal static class SettingOverrides
{
    /// <summary>The option.</summary>
    public static Option<string[]> Option()
    {
        var set = new Option<string[]>("--set")
        {
            Description = "NAME=VALUE: a setting; wins over the environment. SYMBOL.NAME=VALUE: of one symbol alone. Repeatable.",
            HelpName = "NAME=VALUE",
        };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
                    result.AddError($"--set {token.Value}: expected NAME=VALUE or SYMBOL.NAME=VALUE");
            }
        });
        return set;
    }

    /// <summary>The settings of the policy that differ from their defaults, by name; of single symbols behind them.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> PolicyTexts(string[] overrides)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var bySymbol = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = text[..equals].Trim();
            if (name.Contains('.', StringComparison.Ordinal)) bySymbol[name] = text[(equals + 1)..].Trim();
            else values[name] = text[(equals + 1)..];
        }
        SettingReader reader = HostSettings.ReplayReader(values);
        var texts = new List<KeyValuePair<string, string>>();
        foreach (Setting setting in PolicySettings.All)
        {
            string text = reader.Text(setting);
            if (!string.Equals(text, setting.Default, StringComparison.OrdinalIgnoreCase)) texts.Add(new(setting.Name, text));
        }
        return [.. texts, .. bySymbol];
    }

    /// <summary>Reads the settings. What is wrong stands on standard error.</summary>
    /// <param name="overrides">What the command line says.</param>
    /// <param name="tape">What a tape says, where nobody else does.</param>
    /// <returns><see langword="null"/> when something is wrong.</returns>
    public static EngineSettings? Read(string[] overrides, TapeSettings? tape = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var bySymbol = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        bool good = true;
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = text[..equals].Trim(), value = text[(equals + 1)..];
            int dot = name.LastIndexOf('.');
            if (dot > 0)
            {
                string symbol = name[..dot];
                if (!bySymbol.TryGetValue(symbol, out var own)) bySymbol.Add(symbol, own = new(StringComparer.Ordinal));
                own[SymbolSettings.ShortName(name[(dot + 1)..])] = value;
                continue;
            }
            values[name] = value;
            if (HostSettings.All.Any(setting => setting.Name == name)) continue;
            Console.Error.WriteLine($"harvestbrain: --set {name}: no such setting; 'harvestbrain check-config' lists them all");
            good = false;
        }
        UnknownVariables.Report();
        SettingReader reader = HostSettings.ReplayReader(values, tape?.Texts);
        EngineSettings settings = HostSettings.Read(reader).Engine;
        if (SettingProblems.Report(reader)) return null;

        Dictionary<string, HarvestPolicy> policies = new(tape?.Policies ?? new Dictionary<string, HarvestPolicy>(), StringComparer.Ordinal);
        foreach ((string symbol, Dictionary<string, string> own) in bySymbol)
        {
            if (SymbolSettings.Read(own, settings.Policy, out HarvestPolicy policy, out _, isReplay: true) is { } problem)
            {
                Console.Error.WriteLine($"harvestbrain: --set {symbol}: {problem}");
                good = false;
            }
            policies[symbol] = policy;
        }
        return good ? settings with { SymbolPolicies = policies } : null;
    }
}
