using System.Diagnostics;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>Debian's gdal-bin, a reader and writer that is not ours; tests that want it are skipped where it is missing.</summary>
internal static class Gdal
{
    /// <summary>Runs one of its programs.</summary>
    /// <returns>what it printed</returns>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program} of Debian's gdal-bin, which is not installed");
            throw;
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}{output}");
            return output;
        }
    }

    /// <summary>Runs gdal_translate, or skips the test where the installed GDAL cannot write this.</summary>
    public static void Translate(string from, string to, params string[] arguments) => Run("gdal_translate", ["-q", .. arguments, from, to]);

    /// <summary>All samples of a raster as GDAL reads them, band after band, as doubles.</summary>
    public static double[] Samples(string raster, string folder)
    {
        string raw = Path.Combine(folder, Path.GetRandomFileName());
        Run("gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ", "-ot", "Float64", raster, raw);
        byte[] bytes = File.ReadAllBytes(raw);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(bytes).ToArray();
    }
}
