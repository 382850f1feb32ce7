using System.CommandLine;

namespace HarvestBrain.Host.Replay;

/// <summary>An option in basis points.</summary>
internal static class BasisPointsOption
{
    public static Option<decimal> Create(string name, string description, decimal least)
    {
        var option = new Option<decimal>(name) { Description = $"{description} Basis points, default 0.", HelpName = "BPS" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && decimal.TryParse(result.Tokens[0].Value, out decimal value)
                && (value < least || value > 10_000))
                result.AddError($"{name} {value}: expected {least} to 10000");
        });
        return option;
    }
}
