using System.Text.RegularExpressions;

namespace HarvestBrain.Host.Tests.Documentation;

/// <summary>A command that a document shows, and the lines of its output that it shows with it.</summary>
internal sealed record ShownCommand(string Command, IReadOnlyList<string> Output);

/// <summary>A link within the repository: a path, or an anchor, or both.</summary>
internal sealed record Link(string Path, string Anchor);

/// <summary>Takes out of a Markdown document what can be checked.</summary>
internal static partial class Markdown
{
    /// <summary>The fenced blocks of a language, without their fences.</summary>
    public static IEnumerable<string> Blocks(string document, string language) =>
        Fence().Matches(document).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    /// <summary>The commands of the console blocks: a line that begins with <c>$ </c>, and what follows it.</summary>
    public static IEnumerable<ShownCommand> Commands(string document)
    {
        foreach (string block in Blocks(document, "console"))
        {
            foreach (string shown in block.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = shown.Replace("\\\n", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
                yield return new ShownCommand(lines[0], lines[1..]);
            }
        }
    }

    /// <summary>The rows of every table, as trimmed cells without code marks and escapes.</summary>
    public static IEnumerable<string[]> Rows(string document) => document.Split('\n')
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "").Replace("\\", "")).ToArray());

    /// <summary>What stands under a heading, to the next heading of its level or above.</summary>
    public static string Section(string document, string heading)
    {
        Match start = Headings().Matches(document).Single(match => match.Groups["text"].Value == heading);
        Match? end = Headings().Matches(document).FirstOrDefault(match =>
            match.Index > start.Index && match.Groups["level"].Length <= start.Groups["level"].Length);
        return document[start.Index..(end?.Index ?? document.Length)];
    }

    /// <summary>The links to places in the repository.</summary>
    public static IEnumerable<Link> Links(string document) => AnyLink().Matches(document)
        .Select(match => new Link(match.Groups["path"].Value, match.Groups["anchor"].Value));

    /// <summary>The anchors of the headings, as they are made: lower case, blanks become dashes, other marks go.</summary>
    public static IReadOnlySet<string> Anchors(string document) => Headings().Matches(document)
        .Select(match => new string([.. match.Groups["text"].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')]).Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Every file or folder of the repository that a document links to or names.</summary>
    public static IEnumerable<string> Paths(string document) => Link().Matches(document).Concat(Named().Matches(document))
        .Select(match => match.Groups["path"].Value)
        .Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]*)(#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex AnyLink();

    [GeneratedRegex(@"^(?<level>#+) (?<text>.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"(?<![\w./])(?<path>(src|tests|samples|docs|benchmarks|deploy|ops)/[\w./-]*[\w/]|\./test\.sh)")]
    private static partial Regex Named();
}
