using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Review.Tests.Reports;

public sealed class PageTests
{
    private static readonly ReportResult Result = RandomTape.Session(11, trades: 80).Report(Tape.Options(HarvestPolicy.Default));
    private static readonly PageText Page = new(Result.ToHtml());
    private static readonly JsonElement Json = ReportJsonTests.Json(Result);

    [Theory]
    [InlineData("as recorded", "recorded")]
    [InlineData("with the ladder", "harvested")]
    public void Runs_AreThoseOfTheJson(string row, string name)
    {
        string[] cells = Page.Row(row);
        JsonElement run = Json.GetProperty(name);

        Assert.Equal(run.GetProperty("n").GetInt32(), PageText.Number(cells[0]));
        Same(run, "mean_r", cells[1], 3);
        Same(run, "median_r", cells[2], 2);
        Assert.Equal(Math.Round(100 * run.GetProperty("win_rate").GetDouble()), PageText.Number(cells[3]));
        Same(run, "profit_factor", cells[4], 2);
        Same(run, "sqn", cells[5], 2);
        Assert.Equal(run.GetProperty("longest_losing_streak").GetInt32(), PageText.Number(cells[6]));
        Same(run, "max_drawdown_r", cells[7], 1);
    }

    [Fact]
    public void Rungs_AreThoseOfTheJson()
    {
        foreach (JsonElement rung in Json.GetProperty("rungs").EnumerateArray())
        {
            string[] cells = Page.Row($"{rung.GetProperty("r")}R : 25 %");
            Assert.Equal(rung.GetProperty("times").GetInt32(), PageText.Number(cells[0]));
            Same(rung, "contribution_r", cells[1], 3);
            Same(rung, "worth_r", cells[2], 3);
            JsonElement hit = Json.GetProperty("hit_rates").EnumerateArray().Single(rate => rate.GetProperty("r").GetDecimal() == rung.GetProperty("r").GetDecimal());
            string[] rates = Page.Row($"{rung.GetProperty("r")}R");
            Assert.Equal(100 * hit.GetProperty("rate").GetDouble(), PageText.Number(rates[0]), 0.051);
            Assert.Equal(hit.GetProperty("at_risk").GetInt32(), PageText.Number(rates[4]));
        }
    }

    [Fact]
    public void Difference_IsThatOfTheJson()
    {
        JsonElement difference = Json.GetProperty("difference");
        string Signed(double value) => (value < 0 ? "−" : "+") + Math.Abs(value).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"95 % interval {Signed(difference.GetProperty("ci95")[0].GetDouble())}R to {Signed(difference.GetProperty("ci95")[1].GetDouble())}R", Page.Text, StringComparison.Ordinal);
        Assert.Contains($"<p class=\"big\">{Signed(difference.GetProperty("mean").GetDouble())}R", Page.Html, StringComparison.Ordinal);
        foreach (JsonElement text in Json.GetProperty("cannot_conclude").EnumerateArray()) Assert.Contains(text.GetString()!, Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NeedsNoNetworkAndNoScript()
    {
        Page.IsWellFormed();
        foreach (string banned in (string[])["<script", "http:", "https:", "src=", "url(", "@import", "<link", "NaN", "Infinity", "∞"])
            Assert.DoesNotContain(banned, Page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme:dark", Page.Html, StringComparison.Ordinal);
        Assert.Contains("@media print", Page.Html, StringComparison.Ordinal);
        Assert.Contains("HARVEST_LADDER=0.5:0.25,1:0.25,1.5:0.25", Page.Text, StringComparison.Ordinal);
        for (int i = 0; i <= 7; i++) Assert.Contains($"<section id=\"s{i}\">", Page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void FewTrades_AreGreyed()
    {
        Assert.Matches("<tr class=\"few\"><th scope=\"row\">\\d\\d:00</th>", Page.Html);
        Assert.Contains("<tr><th scope=\"row\">long</th>", Page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void AThousandTrades_FitInTwoMegabytes()
    {
        ReportResult result = RandomTape.Session(5, trades: 1000).Report(Tape.Options(HarvestPolicy.Default));

        Assert.Equal(1000, result.Epochs);
        Assert.InRange(result.ToHtml().Length, 100_000, 2_000_000);
    }

    [Fact]
    public void NamesOfOthers_AreText()
    {
        const string Evil = "<b>&\"USDT";
        var page = new PageText(new Tape().Buy(1, 100, 90, symbol: Evil).Price(120, Evil).Sell(1, 110, symbol: Evil)
            .Report(Tape.Options(HarvestPolicy.Default) with { Title = "<script>alert(1)</script>", CommandText = "a<b" }).ToHtml());

        page.IsWellFormed();
        Assert.DoesNotContain("<b>", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.Ordinal);
        Assert.Contains(Evil, page.Text, StringComparison.Ordinal);
    }

    private static void Same(JsonElement element, string name, string cell, int decimals) =>
        Assert.Equal(element.GetProperty(name).GetDouble(), PageText.Number(cell), 0.5001 * Math.Pow(10, -decimals));
}
