namespace Concert.Wallets;

/// <summary>The currency of all amounts.</summary>
internal sealed class WalletOptions
{
    public const string Section = "Wallet";

    /// <summary>The ISO 4217 code that responses carry; amounts count its smallest unit. Default <c>KRW</c>.</summary>
    public string Currency { get; set; } = "KRW";

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper))
            yield return $"Wallet:Currency is '{Currency}'; it must be three capital letters, such as KRW.";
    }
}
