using System.Text;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// The door reads the code that a fan's phone shows: the QR code is drawn from the fan's screen into a video, which Chromium's fake
/// camera plays.
/// </summary>
public sealed class DoorCameraTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const int Width = 640;
    private const int Height = 480;
    private const int Side = 400;

    // As a string: the pixels of the code, one sign for each, black or white.
    private const string Draw = """
        async (svg) => {
          const copy = svg.cloneNode(true);
          copy.setAttribute('width', '400');
          copy.setAttribute('height', '400');
          const image = new Image();
          image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
          await image.decode();
          const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
          const context = canvas.getContext('2d');
          context.fillStyle = '#fff';
          context.fillRect(0, 0, 400, 400);
          context.drawImage(image, 0, 0, 400, 400);
          const { data } = context.getImageData(0, 0, 400, 400);
          let text = '';
          for (let index = 0; index < data.length; index += 4) text += data[index] < 128 ? '#' : '.';
          return text;
        }
        """;

    [Fact]
    public async Task A_code_before_the_camera_is_admitted_once_however_long_it_is_there()
    {
        var host = await AHostAsync(Doors.Settings);
        var bought = await host.Api.BuyAsync(await host.Api.ConcertAsync(), "1-1-1");
        var video = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName, $"door-{Environment.ProcessId}.y4m");
        await WriteVideoAsync(video, await CodeOnThePhoneAsync(host, bought));
        try
        {
            using var playwright = await Playwright.CreateAsync();
            await using var camera = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Chromium.Find(),
                Headless = true,
                Args =
                [
                    .. Chromium.Arguments, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                    $"--use-file-for-fake-video-capture={video}",
                ],
            });
            await using var staff = await Person.OpenAsync(camera, host, new() { Locale = "en-US" });
            await staff.OpenDoorAsync();

            await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Turn the camera on" }).ClickAsync();
            await staff.SeesVerdictAsync("Admitted", "R · row 1 · seat 1");
            await staff.NoLongerSeesAsync(staff.Page.GetByRole(AriaRole.Alertdialog));

            // The code is still there: nothing more happens.
            await host.AdvanceAsync(TimeSpan.FromSeconds(10));
            await Assertions.Expect(staff.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
            await staff.IsAccessibleAsync("the camera");
            await staff.ScreenshotAsync("door-camera");
            await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Turn the camera off" }).ClickAsync();
            await Assertions.Expect(staff.Page.Locator("video")).ToBeHiddenAsync();
            Assert.Empty(staff.ConsoleErrors.Unexpected());
        }
        finally
        {
            File.Delete(video);
        }
    }

    [Fact]
    public async Task Without_a_camera_the_page_says_what_else_there_is()
    {
        var host = await AHostAsync(Doors.Settings);
        await host.Api.ConcertAsync();
        var staff = await APersonAsync(host, new() { Locale = "en-US" });
        await staff.OpenDoorAsync();

        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Turn the camera on" }).ClickAsync();

        await staff.SeesAsync(staff.Page.GetByRole(AriaRole.Alert).GetByText("type the booking number").Or(staff.Page.GetByText("Type the booking number")));
    }

    private async Task<string> CodeOnThePhoneAsync(PageHost host, Bought bought)
    {
        var fan = await APersonAsync(host, new() { Locale = "en-US" });
        await fan.Page.AddInitScriptAsync($$"""localStorage.setItem('concert.user', JSON.stringify({ name: 'Mina', accessToken: '{{bought.User.AccessToken}}' }));""");
        await fan.GoAsync($"/#/reservations/{bought.ReservationId}/tickets");
        var code = fan.Page.Locator("svg.qr").First;
        await fan.SeesAsync(code);
        return await code.EvaluateAsync<string>(Draw);
    }

    /// <summary>A video of one frame, which the fake camera repeats.</summary>
    private static async Task WriteVideoAsync(string path, string pixels)
    {
        var luma = new byte[Width * Height];
        Array.Fill(luma, (byte)200);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = ((y + ((Height - Side) / 2)) * Width) + x + ((Width - Side) / 2);
                luma[at] = pixels[(y * Side) + x] == '#' ? (byte)20 : (byte)235;
            }
        }

        var chroma = new byte[Width * Height / 2];
        Array.Fill(chroma, (byte)128);
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\nFRAME\n"));
        await file.WriteAsync(luma);
        await file.WriteAsync(chroma);
    }
}
