using System.Globalization;

namespace HarvestBrain.Core.Policy;

/// <summary>
/// Reads texts such as <c>0.5:0.25,1.0:*</c>: pairs of numbers, either of which may be <c>*</c> where the caller allows it.
/// </summary>
internal static class StepTable
{
    /// <summary>Reads pairs separated by commas, invariant culture.</summary>
    /// <param name="text">The text.</param>
    /// <param name="form">What a pair is, for the error message.</param>
    /// <param name="pairs">The pairs; <see langword="null"/> stands for <c>*</c>.</param>
    /// <param name="problem">What is wrong, when the text is no list of pairs.</param>
    public static bool TryParse(string text, string form, out (decimal? Left, decimal? Right)[] pairs, out string? problem)
    {
        string[] parts = text.Split(',');
        pairs = new (decimal?, decimal?)[parts.Length];
        problem = null;
        for (int i = 0; i < parts.Length; i++)
        {
            string[] sides = parts[i].Split(':');
            if (sides.Length != 2 || !TryNumber(sides[0], out pairs[i].Left) || !TryNumber(sides[1], out pairs[i].Right))
            {
                problem = $"'{parts[i].Trim()}' is no {form} pair";
                return false;
            }
        }
        return true;
    }

    /// <summary>The text of a list of pairs.</summary>
    public static string Format<T>(IEnumerable<T> steps, Func<T, (decimal? Left, decimal? Right)> pair) =>
        string.Join(',', steps.Select(pair).Select(p => $"{Text(p.Left)}:{Text(p.Right)}"));

    private static string Text(decimal? value) => value is { } number ? PlainDecimal.Format(number) : "*";

    private static bool TryNumber(string text, out decimal? value)
    {
        value = null;
        if (text.Trim() == "*") return true;
        if (!decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) return false;
        value = number;
        return true;
    }
}
