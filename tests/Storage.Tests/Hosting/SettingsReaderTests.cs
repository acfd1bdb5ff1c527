using Concert.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Storage;

/// <summary>Settings of every shape: simple values, nested sections and lists.</summary>
public sealed class SettingsReaderTests
{
    [Fact]
    public void Every_value_is_bound_and_the_object_is_registered()
    {
        var builder = Builder(
            ("Hall:Seats", "7"), ("hall:closes", "00:30:00"), ("Hall:Limit", ""), ("Hall:Color", "Red"), ("Hall:Doors:0", "east"),
            ("Hall:Doors:1", "west"), ("Hall:Keys:0:Name", "front"), ("Hall:Door:Width", "2.5"));

        var hall = Read(builder);

        Assert.Equal((7, TimeSpan.FromMinutes(30), null, ConsoleColor.Red), (hall.Seats, hall.Closes, hall.Limit, hall.Color));
        Assert.Equal(["east", "west"], hall.Doors);
        Assert.Equal("front", Assert.Single(hall.Keys).Name);
        Assert.Equal(2.5, hall.Door.Width);
        Assert.Same(hall, builder.Services.BuildServiceProvider().GetRequiredService<Hall>());
    }

    [Theory]
    [InlineData("Hall:Sea", "7", "Hall:Sea: there is no such setting.")]
    [InlineData("Hall:Seats:Left", "7", "Hall:Seats:Left: there is no such setting.")]
    [InlineData("Hall:Doors:East", "x", "Hall:Doors:East: there is no such setting.")]
    [InlineData("Hall:Keys:0:Nam", "x", "Hall:Keys:0:Nam is not a setting; did you mean Hall:Keys:0:Name?")]
    [InlineData("Hall:Keys:0:Name:First", "x", "Hall:Keys:0:Name:First: there is no such setting.")]
    [InlineData("Hall:Door:Height", "x", "Hall:Door:Height: there is no such setting.")]
    [InlineData("Hall:SeatCount", "x", "Hall:SeatCount: there is no such setting.")]
    [InlineData("Hall:Doors", "east", "Hall:Doors has a value; only the settings below it, such as Hall:Doors:0, have one.")]
    [InlineData("Hall:Door", "east", "Hall:Door has a value; only the settings below it, such as Hall:Door:Width, have one.")]
    [InlineData("Hall:Seats", "many", "Hall:Seats is 'many'; it must be a whole number (Int32).")]
    [InlineData("Hall:Seats", "", "Hall:Seats is ''; it must be a whole number (Int32).")]
    [InlineData("Hall:Limit", "x", "Hall:Limit is 'x'; it must be a whole number (Int32).")]
    [InlineData("Hall:IsOpen", "maybe", "Hall:IsOpen is 'maybe'; it must be true or false.")]
    [InlineData("Hall:Closes", "late", "Hall:Closes is 'late'; it must be a time span such as 00:00:30 (hours:minutes:seconds).")]
    [InlineData("Hall:Door:Width", "wide", "Hall:Door:Width is 'wide'; it must be a number.")]
    public void A_wrong_key_or_value_is_named_as_operators_write_it(string key, string value, string fault)
    {
        var thrown = Assert.Throws<CannotStartException>(() => Read(Builder((key, value))));

        Assert.Equal(fault, thrown.Message);
    }

    [Fact]
    public void All_faults_are_reported_together_and_values_are_validated_only_if_they_could_be_bound()
    {
        var reader = new SettingsReader(Builder(("Hall:Seats", "many"), ("Hall:Sea", "7"), ("Annex:Seats", "-1")));
        reader.Read<Hall>("Hall", hall => hall.Validate());
        reader.Read<Hall>("Annex", hall => hall.Validate());

        var thrown = Assert.Throws<CannotStartException>(reader.Check);

        Assert.Equal(
            "Hall:Sea: there is no such setting. Hall:Seats is 'many'; it must be a whole number (Int32). Seats must not be negative.",
            thrown.Message);
    }

    [Fact]
    public void A_section_that_is_not_there_has_its_defaults()
    {
        var hall = Read(Builder(("Hall", "an environment variable of another program")));

        Assert.Equal(100, hall.Seats);
    }

    private static Hall Read(HostApplicationBuilder builder)
    {
        var reader = new SettingsReader(builder);
        var hall = reader.Read<Hall>("Hall", options => options.Validate());
        reader.Check();
        return hall;
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)));
        return builder;
    }

    private sealed class Hall
    {
        public int Seats { get; set; } = 100;

        public int? Limit { get; set; }

        public bool IsOpen { get; set; }

        public TimeSpan Closes { get; set; }

        public ConsoleColor Color { get; set; }

        public IReadOnlyList<string> Doors { get; set; } = [];

        public List<Key> Keys { get; } = [];

        public Door Door { get; set; } = new();

        // Not a setting: it cannot be set.
        public int SeatCount => Seats;

        public IEnumerable<string> Validate()
        {
            if (Seats < 0) yield return "Seats must not be negative.";
        }
    }

    private sealed class Key
    {
        public string Name { get; set; } = "";
    }

    private sealed class Door
    {
        public double Width { get; set; }
    }
}
