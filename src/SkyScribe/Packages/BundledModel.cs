namespace SkyScribe.Packages;

/// <summary>The model that comes with the program.</summary>
public static class BundledModel
{
    private const string Name = "skyscribe-rs";

    /// <summary>Its folder: <c>models/skyscribe-rs</c> beside the program, or else the nearest one above it, as in a clone.</summary>
    /// <exception cref="PackageException">There is none.</exception>
    public static string Folder
    {
        get
        {
            string path = Path.Combine("models", Name);
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, path);
                if (ModelPackage.IsIn(candidate))
                {
                    return candidate;
                }
            }

            throw new PackageException(
                path, "the bundled model is not beside the program; name a model package, or copy the folder models from the release");
        }
    }
}
