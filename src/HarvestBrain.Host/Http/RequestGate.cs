using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Http;

/// <summary>
/// What holds for every request, before anything is looked up: it only reads, brings nothing, and comes from where it says.
/// </summary>
internal sealed class RequestGate(HttpSettings settings, ILogger logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }
        else if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge);
        }
        else if (settings.Token.Length == 0 && !IsThisMachine(request.Host))
        {
            Refuse(context, StatusCodes.Status421MisdirectedRequest);
        }
        else if (IsOfAnotherSite(request.Headers))
        {
            Refuse(context, StatusCodes.Status403Forbidden);
        }
        else
        {
            await AnswerAsync(context, next).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Without a token only this machine may ask, and a page in its browser could: by a name of its own that it lets point here. Such a
    /// request names that name.
    /// </summary>
    private static bool IsThisMachine(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Host.Trim('[', ']'), out _);

    /// <summary>
    /// A page of somebody else that makes the browser ask, and may not see the answer anyhow. A link to the page is none.
    /// </summary>
    private static bool IsOfAnotherSite(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] == "cross-site" && headers["Sec-Fetch-Mode"] != "navigate";

    // Nothing more is read of it.
    private static void Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Connection = "close";
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
#pragma warning disable CA1031 // a bug in a page is told here and goes no further
        catch (Exception e)
#pragma warning restore CA1031
        {
            HttpLog.Failed(logger, e, context.Request.Path.Value ?? "");
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
