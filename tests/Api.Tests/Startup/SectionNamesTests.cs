using System.Reflection;
using System.Text;
using Concert.Queues;
using Concert.Settings;
using Microsoft.Extensions.Configuration;

namespace Concert.Startup;

/// <summary>Settings in sections that do not exist: which of them end a start, by where they come from.</summary>
public sealed class SectionNamesTests
{
    private static int _prefixCount;

    private static readonly Assembly[] Assemblies = [typeof(ApiHosting).Assembly, typeof(ClusterSettings).Assembly, typeof(QueueOptions).Assembly];

    private static readonly Dictionary<string, Type> Types = Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
        .Where(options => options.Section is not null)
        .ToDictionary(options => options.Section!, options => options.Type);

    [Fact]
    public void Both_kinds_of_process_know_the_sections_of_both() => Assert.Equal(Types.Keys.Order(), SectionNames.Ours.Order());

    [Theory]
    [InlineData("Queu:MaxActive", "Queu:MaxActive is not a setting; did you mean Queue:MaxActive?")]
    [InlineData("Queues:ActiveLifetim", "Queues:ActiveLifetim is not a setting; did you mean Queue:ActiveLifetime?")]
    [InlineData("Quuee:MaxActive", "Quuee:MaxActive is not a setting; did you mean Queue:MaxActive?")]
    [InlineData("Rate_Limit:PerClientPerSecond", "Rate_Limit:PerClientPerSecond is not a setting; did you mean RateLimit:PerClientPerSecond?")]
    [InlineData("Reservation:HoldDuration", "Reservation:HoldDuration is not a setting; did you mean Reservations:HoldDuration?")]
    [InlineData("CONECTIONSTRING:CONCERT", "CONECTIONSTRING:CONCERT is not a setting; did you mean ConnectionStrings:Concert?")]
    [InlineData("ConnectionStrings:Concerts", "ConnectionStrings:Concerts is not a setting; did you mean ConnectionStrings:Concert?")]
    [InlineData("Core:Origins:0", "Core:Origins:0 is not a setting; did you mean Cors:Origins:0?")]
    [InlineData("Loging:LogLevel:Default", "Loging:LogLevel:Default is not a setting; did you mean Logging:LogLevel:Default?")]
    [InlineData("Queue_MaxActive", "Queue_MaxActive is not a setting; did you mean Queue__MaxActive?")]
    public void A_setting_that_was_nearly_meant_is_a_fault_wherever_it_comes_from(string key, string fault)
    {
        Assert.Equal([fault], FaultsOf(FromEnvironment(key)));
        Assert.Equal([fault], FaultsOf(FromCommandLine(key)));
        Assert.Equal([fault], FaultsOf(FromFile(key)));
    }

    [Theory]
    [InlineData("Tickets:Color", "Tickets: there is no such section of settings.")]
    [InlineData("Serilog:MinimumLevel:Default", "Serilog: there is no such section of settings.")]
    [InlineData("Queu:Color", "Queu:Color is not a setting; did you mean Queue:Color?")]
    public void An_unknown_section_of_a_file_or_of_the_command_line_is_a_fault(string key, string fault)
    {
        Assert.Equal([fault], FaultsOf(FromFile(key)));
        Assert.Equal([fault], FaultsOf(FromCommandLine(key)));
    }

    [Theory]
    [InlineData("Tickets:Color")]
    [InlineData("npm_config:authToken")]
    [InlineData("OAUTH:CLIENT_ID")]
    [InlineData("CORE:DUMP")]
    [InlineData("TRAIN:EPOCHS")]
    [InlineData("GRAIN:DELAYS_OFF")]
    [InlineData("QUEUES:REDIS:URL")]
    [InlineData(":CF_USER_TEXT_ENCODING")]
    [InlineData(":")]
    [InlineData("_")]
    [InlineData("MSBUILD:")]
    [InlineData("ConnectionStrings:Redis")]
    [InlineData("QUEUE_PORT")]
    [InlineData("QUEUE_SERVICE_HOST")]
    [InlineData("QUEUE_PORT_6379_TCP_ADDR")]
    [InlineData("CLUSTER_MODE")]
    [InlineData("QUEUE")]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("DOTNET_gcServer")]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("CONCERT_SEED")]
    [InlineData("PATH")]
    public void A_variable_of_another_program_is_no_fault(string key) => Assert.Empty(FaultsOf(FromEnvironment(key)));

    [Theory]
    [InlineData("Queue:MaxActive")]
    [InlineData("QUEUE:MAXACTIVE")]
    [InlineData("Auth:SigningKey")]
    [InlineData("Cors:Origins:0")]
    [InlineData("ConnectionStrings:Concert")]
    [InlineData("Logging:LogLevel:Concert")]
    [InlineData("Kestrel:Endpoints:Http:Url")]
    [InlineData("Authentication:Schemes:Bearer:ValidAudience")]
    [InlineData("Orleans:ClusterId")]
    [InlineData("AllowedHosts")]
    [InlineData("urls")]
    public void A_known_section_is_no_fault_of_either_kind_of_process(string key)
    {
        IConfigurationRoot[] sources = [FromEnvironment(key), FromCommandLine(key), FromFile(key)];

        Assert.All(sources, source => Assert.Empty(FaultsOf(source)));
        Assert.All(sources, source => Assert.Empty(SectionNames.FaultsOf(source, new Dictionary<string, Type>())));
    }

    [Fact]
    public void A_fault_of_a_file_behind_another_configuration_is_found()
    {
        var outer = new ConfigurationBuilder().AddConfiguration(FromFile("Tickets:Color")).Build();

        Assert.Equal(["Tickets: there is no such section of settings."], FaultsOf(outer));
    }

    private static string[] FaultsOf(IConfigurationRoot configuration) => [.. SectionNames.FaultsOf(configuration, Types)];

    // With a prefix of its own: other tests of this process read its environment at the same time.
    private static IConfigurationRoot FromEnvironment(string key)
    {
        var prefix = $"SECTION_NAMES_{Interlocked.Increment(ref _prefixCount)}_";
        var name = prefix + key.Replace(":", "__", StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(name, "x");
        try
        {
            return new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build();
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    private static IConfigurationRoot FromCommandLine(string key) => new ConfigurationBuilder().AddCommandLine([$"--{key}=x"]).Build();

    private static IConfigurationRoot FromFile(string key)
    {
        var json = key.Split(':').Reverse().Aggregate("\"x\"", (inner, name) => $$"""{"{{name}}":{{inner}}}""");
        return new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
    }
}
