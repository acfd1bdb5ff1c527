using System.Text.RegularExpressions;

namespace Concert.Deploy;

/// <summary>The changes of <c>deploy/haproxy.cfg</c> for tests.</summary>
[OneProcess]
public sealed partial class HaproxyConfigurationTests
{
    [Fact]
    public void The_patient_file_is_the_shipped_one_with_other_times()
    {
        Assert.NotEqual(HaproxyConfiguration.Shipped, HaproxyConfiguration.Patient);
        Assert.Equal(WithoutTimes(HaproxyConfiguration.Shipped), WithoutTimes(HaproxyConfiguration.Patient));
    }

    [Fact]
    public void Every_health_check_is_patient() =>
        Assert.All(
            HaproxyConfiguration.Patient.Text.Split('\n').Where(line => line.Contains(" check ", StringComparison.Ordinal)),
            line => Assert.Contains(" check inter 1h fall 1000 ", line, StringComparison.Ordinal));

    [Theory]
    [InlineData("check inter 400ms", 1)]
    [InlineData("check inter 500ms", 2)]
    public void To_change_what_the_shipped_file_does_not_have_is_an_error(string part, int times) =>
        Assert.Throws<InvalidOperationException>(() => HaproxyConfiguration.Shipped.With(part, "check inter 1h", times));

    private static string WithoutTimes(HaproxyConfiguration configuration) => Times().Replace(configuration.Text, "(time)");

    [GeneratedRegex(@"\b\d+(ms|s|m|h)\b|\bfall \d+\b")]
    private static partial Regex Times();
}
