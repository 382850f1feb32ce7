using System.Text;
using HarvestBrain.Review.Markup;

namespace HarvestBrain.Review.Page;

/// <summary>What every page of ours begins and ends with: one file, no network, readable without script.</summary>
internal static class PageFrame
{
    public static byte[] Of(string title, Action<Html> body)
    {
        var html = new Html();
        html.Raw(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            + "content=\"width=device-width,initial-scale=1\">\n<title>");
        html.Raw(Html.Escape(title)).Raw("</title>\n<style>\n").Raw(Style.Sheet.Replace("\r", "", StringComparison.Ordinal))
            .Raw("\n</style></head><body>\n");
        body(html);
        html.Raw("</body></html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }
}
