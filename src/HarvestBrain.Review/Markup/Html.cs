using System.Text;

namespace HarvestBrain.Review.Markup;

/// <summary>Writes html. All text goes through <see cref="Escape"/>: symbols and file names are the user's.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>Markup as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>A paragraph of text.</summary>
    public Html P(string text, string style = "") =>
        Raw(style.Length == 0 ? "<p>" : $"<p class=\"{style}\">").Raw(Escape(text)).Raw("</p>\n");

    public Html H3(string text) => Raw("<h3>").Raw(Escape(text)).Raw("</h3>\n");

    /// <summary>A numbered section.</summary>
    public Html Section(int number, string title, Action<Html> content)
    {
        Raw($"<section id=\"s{number}\"><h2><span class=\"no\">{number}</span> {Escape(title)}</h2>\n");
        content(this);
        return Raw("</section>\n");
    }

    /// <summary>A chart with its caption.</summary>
    public Html Figure(Svg chart, string caption) =>
        Raw("<figure>").Raw(chart.ToString()).Raw("<figcaption>").Raw(Escape(caption)).Raw("</figcaption></figure>\n");

    /// <summary>Figures beside each other where there is room.</summary>
    public Html Charts(Action<Html> content)
    {
        Raw("<div class=\"charts\">\n");
        content(this);
        return Raw("</div>\n");
    }

    /// <summary>A table. The first column is text, the others are numbers.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="head">Names of the columns.</param>
    /// <param name="rows">Rows; a row with few trades behind it is greyed.</param>
    public Html Table(string caption, IReadOnlyList<string> head, IEnumerable<Row> rows)
    {
        Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Raw(Escape(caption)).Raw("\"><table><caption>")
            .Raw(Escape(caption)).Raw("</caption><thead><tr>");
        foreach (string name in head) Raw("<th scope=\"col\">").Raw(Escape(name)).Raw("</th>");
        Raw("</tr></thead><tbody>\n");
        foreach (Row row in rows)
        {
            Raw(row.Few ? "<tr class=\"few\">" : "<tr>").Raw("<th scope=\"row\">").Raw(row.Cells[0]).Raw("</th>");
            foreach (string cell in row.Cells.Skip(1)) Raw("<td>").Raw(cell).Raw("</td>");
            Raw("</tr>\n");
        }
        return Raw("</tbody></table></div>\n");
    }

    /// <summary>Names and values, two by two.</summary>
    public Html Facts(IEnumerable<(string Name, string Value)> facts)
    {
        Raw("<dl>");
        foreach ((string name, string value) in facts)
            Raw("<div><dt>").Raw(Escape(name)).Raw("</dt><dd>").Raw(Escape(value)).Raw("</dd></div>\n");
        return Raw("</dl>\n");
    }

    public override string ToString() => _text.ToString();
}

/// <summary>A row of a table, its cells as markup.</summary>
internal sealed record Row(bool Few, params IReadOnlyList<string> Cells)
{
    /// <summary>A row of plain text.</summary>
    public static Row Of(params IReadOnlyList<string> cells) => new(false, [.. cells.Select(Html.Escape)]);

    /// <summary>A row that rests on so many trades.</summary>
    public static Row Of(int trades, params IReadOnlyList<string> cells) =>
        new(trades < Reports.Conclusions.Few, [.. cells.Select(Html.Escape)]);
}
