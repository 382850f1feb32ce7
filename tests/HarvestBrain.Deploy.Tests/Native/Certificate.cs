using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HarvestBrain.Host.Tests;

namespace HarvestBrain.Deploy.Tests.Native;

/// <summary>A server certificate for 127.0.0.1 that only who is told to trusts: SSL_CERT_FILE.</summary>
internal sealed class Certificate : IDisposable
{
    private readonly TempFolder _folder = new();

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
        File = _folder.Write("server.pem", Server.ExportCertificatePem());
        KeyFile = _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Server { get; }

    public string File { get; }

    public string KeyFile { get; }

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }
}
