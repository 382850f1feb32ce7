using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>Redis answered with an error.</summary>
internal sealed class RespException(string message) : Exception(message);

/// <summary>A client of a few lines: blocking, one connection, no retries, so that a test sees exactly what the server says.</summary>
internal sealed class RespClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly BufferedStream _stream;

    public RespClient(int port, TimeSpan? timeout = null)
    {
        _tcp.ReceiveTimeout = _tcp.SendTimeout = (int)(timeout ?? TimeSpan.FromSeconds(20)).TotalMilliseconds;
        _tcp.Connect("127.0.0.1", port);
        _stream = new BufferedStream(_tcp.GetStream(), 1 << 16);
    }

    public object? Do(params object[] command)
    {
        Send(command);
        _stream.Flush();
        object? reply = Read();
        return reply is RespException error ? throw error : reply;
    }

    /// <summary>Sends a command now; its answer comes before that of the next one.</summary>
    public void Post(params object[] command)
    {
        Send(command);
        _stream.Flush();
    }

    /// <summary>Sends all commands, then reads all answers; errors are among the answers.</summary>
    public object?[] Pipeline(IReadOnlyCollection<object[]> commands)
    {
        foreach (object[] command in commands) Send(command);
        _stream.Flush();
        return [.. commands.Select(_ => Read())];
    }

    /// <summary>Sends all commands, none of which may fail.</summary>
    public void DoAll(IReadOnlyCollection<object[]> commands)
    {
        foreach (object? reply in Pipeline(commands))
        {
            if (reply is RespException error) throw error;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private void Send(object[] command)
    {
        Line($"*{command.Length}");
        foreach (object part in command)
        {
            byte[] bytes = part as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(part, CultureInfo.InvariantCulture)!);
            Line($"${bytes.Length}");
            _stream.Write(bytes);
            Line("");
        }
    }

    private void Line(string text) => _stream.Write(Encoding.ASCII.GetBytes(text + "\r\n"));

    private object? Read()
    {
        string line = ReadLine();
        string rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                return new RespException(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$':
                int length = int.Parse(rest, CultureInfo.InvariantCulture);
                if (length < 0) return null;
                byte[] bytes = new byte[length + 2];
                _stream.ReadExactly(bytes);
                return Encoding.UTF8.GetString(bytes, 0, length);
            case '*':
                int count = int.Parse(rest, CultureInfo.InvariantCulture);
                if (count < 0) return null;
                object?[] items = new object?[count];
                for (int i = 0; i < count; i++) items[i] = Read();
                return items;
            default:
                throw new InvalidOperationException($"not RESP2: {line}");
        }
    }

    private string ReadLine()
    {
        var text = new StringBuilder();
        while (true)
        {
            int next = _stream.ReadByte();
            if (next < 0) throw new IOException("the server closed the connection");
            if (next == '\n') return text.ToString();
            if (next != '\r') text.Append((char)next);
        }
    }
}
