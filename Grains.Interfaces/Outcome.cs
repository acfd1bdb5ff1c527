using System.Diagnostics.CodeAnalysis;

namespace Concert;

/// <summary>
/// The outcome of a command: a value, or the <see cref="Refusal"/> that says why not. A fault is an exception, never an outcome.
/// </summary>
[GenerateSerializer, Immutable, Alias("Outcome`1")]
public readonly record struct Outcome<T>
    where T : notnull
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    [Id(0)]
    public T? Value { get; }

    [Id(1)]
    public Refusal? Refusal { get; }

    /// <summary>True when there is a <see cref="Value"/>; false when there is a <see cref="Refusal"/>.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGranted => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public override string ToString() => IsGranted ? $"Granted {Value}" : $"Refused {Refusal}";
}
