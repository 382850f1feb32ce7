using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A server certificate for 127.0.0.1 that only who is told to trusts: SSL_CERT_FILE.</summary>
internal sealed class Certificate : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-certificate-").FullName;

    public Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Server = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File = Path.Combine(_folder, "server.pem");
        KeyFile = Path.Combine(_folder, "server.key");
        System.IO.File.WriteAllText(File, Server.ExportCertificatePem());
        System.IO.File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Server { get; }

    public string File { get; }

    public string KeyFile { get; }

    /// <summary>What makes a redis-server listen by TLS with it.</summary>
    public string[] Redis(int port) =>
        ["--tls-port", $"{port}", "--tls-cert-file", File, "--tls-key-file", KeyFile, "--tls-auth-clients", "no"];

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
