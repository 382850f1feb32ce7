using HarvestBrain.Review.Markup;


namespace HarvestBrain.Review.Sections;

/// <summary>All that it takes to get the same bytes again.</summary>
internal static class ReproduceSection
{
    public static void Write(Html html, ReviewOptions options, IReadOnlyList<ReviewInput> inputs)
    {
        if (options.CommandText.Length > 0) html.Raw("<p><code>").Raw(Html.Escape(options.CommandText)).Raw("</code></p>\n");
        string fees = options.FeeBps is { } bps
            ? $"{Core.PlainDecimal.Format(bps)} basis points"
            : "the rate that the recorded fills of the same trade paid";
        html.Facts(
        [
            ("Version", options.Version.Length > 0 ? options.Version : "–"),
            ("Seed", options.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Settings that differ from the defaults", options.Policy.Count == 0
                ? "none"
                : string.Join(" ", options.Policy.Select(pair => $"{pair.Key}={pair.Value}"))),
            ("Fees of simulated fills", fees),
            ("Slippage of simulated fills", $"{Core.PlainDecimal.Format(options.SlippageBps)} basis points"),
            ("Input", string.Join(", ", inputs.Select(input => $"{input.Name} (sha256 {input.Sha256})"))),
        ]);
        html.P("Rate limit and freshness of prices do not bind in a review. R of every run is measured in the recorded trade's own risk: "
            + "1R × its largest quantity.", "soft");
    }
}
