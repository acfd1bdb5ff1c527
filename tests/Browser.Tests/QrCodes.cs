using Microsoft.Playwright;
using ZXing;
using ZXing.Common;

namespace Concert;

/// <summary>Reads QR codes from the screen, as a scanner does.</summary>
internal static class QrCodes
{
    // The browser itself turns its picture into pixels.
    private const string Pixels = """
        async picture => {
          const image = new Image();
          image.src = `data:image/png;base64,${picture}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          let text = '';
          for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
          return { width: image.width, height: image.height, data: btoa(text) };
        }
        """;

    /// <summary>The text of the code that the screen shows, or null if no scanner finds one.</summary>
    public static async Task<string?> ReadScreenAsync(this Person person)
    {
        var picture = await person.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        var pixels = await person.Page.EvaluateAsync<Picture>(Pixels, Convert.ToBase64String(picture));
        var reader = new BarcodeReaderGeneric { Options = new DecodingOptions { PossibleFormats = [BarcodeFormat.QR_CODE], TryHarder = true } };
        var light = new RGBLuminanceSource(Convert.FromBase64String(pixels.Data), pixels.Width, pixels.Height, RGBLuminanceSource.BitmapFormat.RGBA32);
        return reader.Decode(light)?.Text;
    }

    private sealed record Picture(int Width, int Height, string Data)
    {
        public Picture()
            : this(0, 0, "")
        {
        }
    }
}
