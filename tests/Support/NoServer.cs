using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HarvestBrain.Tests.Support;

/// <summary>A port that this process holds and does not listen on: whoever connects is refused, and nobody else can take it.</summary>
internal static class NoServer
{
    private static readonly Socket Held = Hold();

    public static string Port => ((IPEndPoint)Held.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Host and port, as an address has them.</summary>
    public static string Authority => "127.0.0.1:" + Port;

    private static Socket Hold()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
