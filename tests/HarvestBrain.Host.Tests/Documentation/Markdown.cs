using System.Text.RegularExpressions;

namespace HarvestBrain.Host.Tests.Documentation;

/// <summary>A command that a document shows, and the lines of its output that it shows with it.</summary>
internal sealed record ShownCommand(string Command, IReadOnlyList<string> Output);

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

    /// <summary>Every file or folder of the repository that a document links to or names.</summary>
    public static IEnumerable<string> Paths(string document) => Link().Matches(document).Concat(Named().Matches(document))
        .Select(match => match.Groups["path"].Value)
        .Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./])(?<path>(src|tests|samples|docs|benchmarks|deploy)/[\w./-]*[\w/]|\./test\.sh)")]
    private static partial Regex Named();
}
