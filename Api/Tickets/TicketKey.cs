using System.Numerics;
using System.Security.Cryptography;
using Concert.Auth;
using Microsoft.Extensions.ObjectPool;

namespace Concert.Tickets;

/// <summary>
/// The key pair of tickets that belongs to a signing key of the gateways: ECDSA on the curve P-256, which every browser can verify
/// without the secret. Every gateway that has the signing key derives the same pair.
/// </summary>
internal sealed class TicketKey
{
    // The order of the curve's group (SEC 2, secp256r1).
    private static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    // An instance must not be used by two threads at once.
    private readonly ObjectPool<ECDsa> _idle;

    public TicketKey(GatewayKey key)
    {
        Id = key.Id;
        using var pair = PairOf(key.TicketSecret);
        var parameters = pair.ExportParameters(includePrivateParameters: true);
        Public = new(Id, parameters.Q.X!, parameters.Q.Y!);
        _idle = new DefaultObjectPoolProvider().Create(new Policy(parameters));
    }

    /// <summary>The <c>kid</c> of access tokens that the same signing key signs.</summary>
    public string Id { get; }

    public TicketPublicKey Public { get; }

    /// <summary>64 bytes, as WebCrypto has them. Two signatures of one text differ, and both are valid.</summary>
    public byte[] Sign(byte[] text) => Use(pair => pair.SignData(
        text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public bool Verify(byte[] text, byte[] signature) => Use(pair => pair.VerifyData(
        text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    private T Use<T>(Func<ECDsa, T> use)
    {
        var pair = _idle.Get();
        var result = use(pair);
        _idle.Return(pair);
        return result;
    }

    // 1 to the order less 1. The secret has 128 bits more than the order, so that no value is likelier than another.
    private static ECDsa PairOf(byte[] secret)
    {
        var scalar = (new BigInteger(secret, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var bytes = new byte[32];
        var written = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(bytes.AsSpan(bytes.Length - written.Length));
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = bytes });
    }

    private sealed class Policy(ECParameters parameters) : PooledObjectPolicy<ECDsa>
    {
        public override ECDsa Create() => ECDsa.Create(parameters);

        public override bool Return(ECDsa obj) => true;
    }
}

/// <param name="Id">The text that a ticket's code names.</param>
/// <param name="X">A coordinate, 32 bytes.</param>
/// <param name="Y">The other coordinate.</param>
internal sealed record TicketPublicKey(string Id, byte[] X, byte[] Y);
