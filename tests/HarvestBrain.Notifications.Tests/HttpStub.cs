using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HarvestBrain.Notifications.Tests;

/// <summary>A request as it came.</summary>
internal sealed record StubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What the server does with the next request.</summary>
internal enum Manner
{
    /// <summary>Takes it.</summary>
    Take,

    /// <summary>Writes what is no HTTP.</summary>
    Garbage,

    /// <summary>Reads it and never answers.</summary>
    Silence,

    /// <summary>Closes in the middle of the request.</summary>
    CloseInRequest,

    /// <summary>Closes in the middle of the answer's head.</summary>
    CloseInAnswer,
}

/// <summary>A server on a free port that does with each request what it was told, and when nothing is left of that, what it does last.</summary>
internal sealed class HttpStub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<object> _script = new();
    private readonly ConcurrentQueue<StubRequest> _seen = new();
    private readonly ConcurrentQueue<StubRequest> _taken = new();
    private readonly X509Certificate2? _certificate;

    public HttpStub(params object[] script)
        : this(certificate: null, script)
    {
    }

    /// <param name="certificate">With one it talks TLS.</param>
    /// <param name="script">What it does with each request: as <see cref="Then"/>.</param>
    public HttpStub(X509Certificate2? certificate, params object[] script)
    {
        _certificate = certificate;
        foreach (object step in script) _script.Enqueue(step);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What it does when the script is over: a <see cref="Manner"/>, an answer's head and body as text, or a function that chooses one.</summary>
    public volatile object Then = Manner.Take;

    public string Address => $"http{(_certificate is null ? "" : "s")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Every request that came whole, also those that were not taken.</summary>
    public IReadOnlyList<StubRequest> Seen => [.. _seen];

    /// <summary>Those that were answered with 200.</summary>
    public IReadOnlyList<StubRequest> Taken => [.. _taken];

    public static string Answer(int status, string headers = "", string body = "{}") =>
        $"HTTP/1.1 {status} X\r\n{headers}{(headers.Length > 0 ? "\r\n" : "")}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using Stream stream = await OpenAsync(client.GetStream());
                while (await ReadAsync(stream) is { } request)
                {
                    object step = _script.TryDequeue(out object? next) ? next : Then;
                    if (step is Func<StubRequest, object> choose) step = choose(request);
                    _seen.Enqueue(request);
                    switch (step)
                    {
                        case Manner.Take:
                            _taken.Enqueue(request);
                            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(200, body: "{\"ok\":true}")), _stop.Token);
                            break;
                        case Manner.Garbage:
                            await stream.WriteAsync(Encoding.UTF8.GetBytes("\0\0 garbage TOKEN \r\n\r\n"), _stop.Token);
                            return;
                        case Manner.Silence:
                            await Task.Delay(Timeout.Infinite, _stop.Token);
                            return;
                        case Manner.CloseInAnswer:
                            await stream.WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Le"), _stop.Token);
                            return;
                        case Manner.CloseInRequest:
                            return;
                        case string answer:
                            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                            break;
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
            {
                // The client went away, or we did.
            }
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream plain)
    {
        if (_certificate is null) return plain;
        var stream = new SslStream(plain);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return stream;
    }

    private async Task<StubRequest?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..]) headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        if (_script.TryPeek(out object? step) && step is Manner.CloseInRequest)
        {
            _script.TryDequeue(out _);
            return null; // before the body
        }
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        string[] first = lines[0].Split(' ');
        return new StubRequest(first[0], first[1], headers, body);
    }
}
