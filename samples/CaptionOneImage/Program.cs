using SkyScribe;

if (args is not [var image, .. var rest])
{
    Console.Error.WriteLine("usage: CaptionOneImage IMAGE [MODEL PACKAGE]");
    return 2;
}

using var captioner = Captioner.Load(rest is [var package] ? package : null);
var caption = captioner.Describe(image);
Console.WriteLine($"{caption.Text} ({caption.Confidence:p0} sure{(caption.IsOutOfDomain == true ? ", unlike the training images" : "")})");
return 0;
