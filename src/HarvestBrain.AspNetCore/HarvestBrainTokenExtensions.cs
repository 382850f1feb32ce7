using System.Security.Cryptography;
using System.Text;
using HarvestBrain.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.AspNetCore.Builder;

/// <summary>Asks for a token.</summary>
public static class HarvestBrainTokenExtensions
{
    /// <summary>The longest token, in bytes of UTF-8.</summary>
    public const int MaxTokenBytes = 256;

    private const string Scheme = "Bearer ";

    /// <summary>
    /// Wants <c>Authorization: Bearer TOKEN</c> for every path of the application, known or not, except HarvestBrain's health; else answers
    /// 401. For an application that shows HarvestBrain alone; others have their own authorization. Needs routing before it, as
    /// <c>WebApplication</c> has it.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="token">The token, 1 to <see cref="MaxTokenBytes"/> bytes. Compared in a time that does not depend on what was
    /// sent.</param>
    /// <exception cref="ArgumentException">The token is empty or too long.</exception>
    public static IApplicationBuilder UseHarvestBrainToken(this IApplicationBuilder app, string token)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrEmpty(token);
        if (Encoding.UTF8.GetByteCount(token) > MaxTokenBytes)
            throw new ArgumentException($"the token has more than {MaxTokenBytes} bytes", nameof(token));
        byte[] wanted = Padded(token);
        return app.Use((context, next) =>
        {
            TokenRule? rule = context.GetEndpoint()?.Metadata.GetMetadata<TokenRule>();
            if (rule == TokenRule.Open || IsRight(context.Request.Headers.Authorization, wanted)) return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            // Who has no token keeps no connection: else a few of them, asking for the page and never reading it, would keep all others
            // out.
            if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
            return rule == TokenRule.ShowsPage ? next(context) : Task.CompletedTask;
        });
    }

    private static bool IsRight(StringValues authorization, byte[] wanted)
    {
        string header = authorization.Count == 1 ? authorization[0]! : "";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        string sent = header[Scheme.Length..].Trim();
        // What is too long is wrong, but compared all the same.
        bool fits = Encoding.UTF8.GetByteCount(sent) <= MaxTokenBytes;
        return CryptographicOperations.FixedTimeEquals(Padded(fits ? sent : ""), wanted) & fits;
    }

    // All of one length, so that comparing does not tell the length either. No token holds a zero: neither a header nor a setting can.
    private static byte[] Padded(string token)
    {
        byte[] padded = new byte[MaxTokenBytes];
        Encoding.UTF8.GetBytes(token, padded);
        return padded;
    }
}
