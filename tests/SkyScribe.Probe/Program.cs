using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SkyScribe;
using SkyScribe.Imaging;

// A program of a user's, which the tests start as a process of its own to see what it leaves behind: ["options-first"] SECONDS PICTURE.
// It captions the picture with the bundled model, again and again until the seconds are over, and prints nothing but its captions' number.
bool areOptionsFirst = args[0] == "options-first";
string[] rest = args[(areOptionsFirst ? 1 : 0)..];
using var options = areOptionsFirst ? new SessionOptions() : null;   // a native object of ONNX Runtime's, before this project's library is known
return Caption(double.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture), rest[1]);

static int Caption(double seconds, string picture)
{
    var clock = Stopwatch.StartNew();
    using var captioner = Captioner.Load();
    var image = ImageReader.Read(picture);
    int captions = 0;
    do
    {
        captions += captioner.Describe(image).Text.Length > 0 ? 1 : 0;
        Thread.Sleep(100);
    }
    while (clock.Elapsed.TotalSeconds < seconds);

    Console.WriteLine(captions > 0);
    return 0;
}
