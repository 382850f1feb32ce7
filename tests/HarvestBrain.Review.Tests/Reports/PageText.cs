using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace HarvestBrain.Review.Tests.Reports;

/// <summary>A page as somebody reads it: its tables and its text.</summary>
internal sealed partial class PageText(byte[] html)
{
    private static readonly HashSet<string> Void = ["meta", "br", "line", "rect", "circle", "path"];

    public string Html { get; } = Encoding.UTF8.GetString(html);

    /// <summary>The cells of the first row with that name.</summary>
    public string[] Row(string name)
    {
        Match row = Regex.Match(Html, $"<tr[^>]*><th scope=\"row\">{Regex.Escape(name)}</th>(.*?)</tr>", RegexOptions.Singleline);
        Assert.True(row.Success, $"no row '{name}'");
        return [.. Cells().Matches(row.Groups[1].Value).Select(cell => WebUtility.HtmlDecode(cell.Groups[1].Value))];
    }

    /// <summary>All text outside of tags, styles left out.</summary>
    public string Text => WebUtility.HtmlDecode(Tags().Replace(Styles().Replace(Html, ""), " "));

    /// <summary>A number as the page writes it.</summary>
    public static double Number(string text) => double.Parse(
        text.Replace('−', '-').Replace("R", "", StringComparison.Ordinal).Replace(" %", "", StringComparison.Ordinal), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>Every element that is opened is closed, in order.</summary>
    public void IsWellFormed()
    {
        var open = new Stack<string>();
        foreach (Match tag in Elements().Matches(Styles().Replace(Html, "")))
        {
            string name = tag.Groups[2].Value;
            bool isEmpty = tag.Value.EndsWith("/>", StringComparison.Ordinal) || (Void.Contains(name) && name is "meta" or "br");
            if (tag.Groups[1].Value == "/") Assert.Equal(open.Pop(), name);
            else if (!isEmpty) open.Push(name);
        }
        Assert.Empty(open);
    }

    [GeneratedRegex("<td>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cells();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")]
    private static partial Regex Elements();
}
