using System.Diagnostics.CodeAnalysis;

namespace Concert;

/// <summary>
/// The outcome of a command: a value, or the <see cref="Refusal"/> that says why not. A fault is an exception, never an outcome.
/// </summary>
[GenerateSerializer, Immutable, Alias("Outcome`1")]
public readonly record struct Outcome<T>
    where T : notnull
{
    private Outcome(T? value, Refusal? refusal, bool isReplay = false)
    {
        Value = value;
        Refusal = refusal;
        IsReplay = isReplay;
    }

    [Id(0)]
    public T? Value { get; }

    [Id(1)]
    public Refusal? Refusal { get; }

    /// <summary>
    /// True when the value is that of an earlier command with the same idempotency key, and this one had no effect.
    /// </summary>
    [Id(2)]
    public bool IsReplay { get; }

    /// <summary>True when there is a <see cref="Value"/>; false when there is a <see cref="Refusal"/>.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGranted => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>The same outcome, as the answer to a repeated command. A refusal left nothing behind, so it is never a replay.</summary>
    public Outcome<T> AsReplay() => new(Value, Refusal, IsGranted);

    /// <summary>The outcome with another form of its value.</summary>
    public Outcome<TOther> Select<TOther>(Func<T, TOther> form)
        where TOther : notnull => IsGranted ? new Outcome<TOther>(form(Value), null, IsReplay) : Refusal;

    public override string ToString() => IsGranted ? $"Granted {Value}" : $"Refused {Refusal}";
}
