using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Page;

/// <summary>
/// The status page: one document that asks for nothing but the JSON beside it. Its content security policy allows its own script and style,
/// by hash, and nothing else.
/// </summary>
internal static class StatusPage
{
    private static readonly string[] Scripts = ["format.js", "ladder.js", "positions.js", "lists.js", "status.js"];

    public static string SecurityPolicy { get; } =
        $"default-src 'none'; script-src {string.Join(' ', Scripts.Select(HashOf))}; style-src {HashOf("status.css")}; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly byte[] Html = Encoding.UTF8.GetBytes(Scripts.Append("status.css").Aggregate(
        Read("status.html"), (html, part) => html.Replace($"/* {part} */", Read(part), StringComparison.Ordinal)));

    /// <summary>Writes the page; the status code is the caller's.</summary>
    public static Task WriteAsync(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = SecurityPolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Answer.WriteAsync(response, "text/html; charset=utf-8", Html);
    }

    private static string Read(string name)
    {
        using Stream file = typeof(StatusPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // Computed by the build.
    private static string HashOf(string name) =>
        $"'sha256-{typeof(StatusPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(part => part.Key == name).Value}'";
}
