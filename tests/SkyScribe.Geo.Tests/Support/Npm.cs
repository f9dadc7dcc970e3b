using System.Diagnostics;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>Node with packages of npm in a temporary folder, readers and servers that are not ours; tests that want them are skipped where node or
/// the network is missing.</summary>
internal static class Npm
{
    /// <summary>Runs a script with node.</summary>
    /// <param name="packages">as npm install takes them, with their versions</param>
    /// <param name="script">an ES module</param>
    /// <param name="arguments">its arguments</param>
    /// <returns>what it printed</returns>
    public static string Run(string[] packages, string script, params string[] arguments)
    {
        string folder = Folder(packages), file = Path.Combine(folder, Path.GetRandomFileName() + ".mjs");
        File.WriteAllText(file, script);
        try
        {
            var (code, output, errors) = Start("node", folder, [file, .. arguments]);
            Assert.True(code == 0, errors + output);
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A folder with the packages; it is made once and kept for the next tests.</summary>
    public static string Folder(string[] packages)
    {
        string folder = Path.Combine(Path.GetTempPath(), "skyscribe-npm-" + string.Join('-', packages).Replace('@', '-'));
        if (Directory.Exists(folder))
        {
            return folder;
        }

        string fresh = Directory.CreateTempSubdirectory("skyscribe-npm-fresh").FullName;
        var (code, output, errors) = Start("npm", fresh, ["install", "--no-audit", "--no-fund", "--ignore-scripts", .. packages]);
        Assert.SkipWhen(code != 0, $"needs the npm packages {string.Join(", ", packages)}, which could not be fetched: {errors}{output}");
        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(fresh, recursive: true);   // another process was faster
        }

        return folder;
    }

    private static (int Code, string Output, string Errors) Start(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program}, which is not installed");
            throw;
        }
    }
}
