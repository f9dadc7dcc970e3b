using System.Runtime.InteropServices;

namespace SkyScribe.EpsgTable;

/// <summary>The functions of libproj that the table is made and checked with.</summary>
internal static class NativeProj
{
    private const string Library = "libproj.so.25";

    /// <summary>A coordinate of libproj.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Coordinate
    {
        /// <summary>Longitude or X.</summary>
        public double X;

        /// <summary>Latitude or Y.</summary>
        public double Y;

        /// <summary>Height.</summary>
        public double Z;

        /// <summary>Time.</summary>
        public double T;
    }

    [DllImport(Library)]
    public static extern nint proj_context_create();

    [DllImport(Library)]
    public static extern void proj_log_level(nint context, int level);

    [DllImport(Library)]
    public static extern nint proj_create_crs_to_crs(
        nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, nint area);

    [DllImport(Library)]
    public static extern nint proj_normalize_for_visualization(nint context, nint transform);

    [DllImport(Library)]
    public static extern Coordinate proj_trans(nint transform, int direction, Coordinate coordinate);

    [DllImport(Library)]
    public static extern void proj_destroy(nint item);

    [DllImport(Library)]
    public static extern nint proj_create(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string definition);

    [DllImport(Library)]
    public static extern nint proj_create_operation_factory_context(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string? authority);

    [DllImport(Library)]
    public static extern void proj_operation_factory_context_set_area_of_interest(
        nint context, nint factory, double west, double south, double east, double north);

    [DllImport(Library)]
    public static extern void proj_operation_factory_context_set_spatial_criterion(nint context, nint factory, int criterion);

    [DllImport(Library)]
    public static extern void proj_operation_factory_context_set_grid_availability_use(nint context, nint factory, int use);

    [DllImport(Library)]
    public static extern void proj_operation_factory_context_destroy(nint factory);

    [DllImport(Library)]
    public static extern nint proj_create_operations(nint context, nint source, nint target, nint factory);

    [DllImport(Library)]
    public static extern int proj_list_get_count(nint list);

    [DllImport(Library)]
    public static extern nint proj_list_get(nint context, nint list, int index);

    [DllImport(Library)]
    public static extern void proj_list_destroy(nint list);

    [DllImport(Library)]
    public static extern double proj_coordoperation_get_accuracy(nint context, nint operation);

    [DllImport(Library)]
    public static extern int proj_coordoperation_has_ballpark_transformation(nint context, nint operation);

    [DllImport(Library)]
    public static extern nint proj_get_name(nint item);

    [DllImport(Library)]
    public static extern nint proj_as_proj_string(nint context, nint item, int type, nint options);

    /// <summary>A text of libproj.</summary>
    public static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
