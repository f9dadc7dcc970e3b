using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace SkyScribe.Geo.Layers;

/// <summary>Writes a GeoPackage 1.3 (OGC 12-128r17) with the tables tiles, regions and failed, a spatial index for each, a summary, and QGIS
/// styles.</summary>
internal static class GeoPackage
{
    private const int RowsOfATransaction = 20_000, HeaderBytes = 40;

    /// <summary>Writes the file at a path where nothing is yet.</summary>
    public static void Write(string path, LayerContent content)
    {
        try
        {
            using (var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString()))
            {
                connection.Open();
                new Writer(connection, content).Write();
            }

            using var written = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            written.Flush(flushToDisk: true);
        }
        catch (SqliteException problem)
        {
            throw new IOException($"{content.Path}: cannot be written ({problem.Message}); is the disk full?", problem);
        }
    }

    private sealed class Writer(SqliteConnection connection, LayerContent content)
    {
        private const int UndefinedCartesian = -1, FirstUserSystem = 100_000;
        private readonly string _time = content.Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        private readonly Dictionary<LayerTable, (double MinX, double MinY, double MaxX, double MaxY, long Rows)> _extents = [];

        private int System => content.Reference switch
        {
            { Epsg: { } code } => code,
            { Wkt: not null } => FirstUserSystem,
            _ => UndefinedCartesian,
        };

        public void Write()
        {
            Run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;");
            Run(GeoPackageTables.Core);
            WriteSystem();
            foreach (var table in content.Schema.Tables)
            {
                Run(GeoPackageTables.Features(LayerSchema.NameOf(table), content.Schema[table]));
            }

            WriteFeatures();
            foreach (var table in content.Schema.Tables)
            {
                Register(table);
            }

            WriteSummary();
            WriteStyles();
        }

        private void WriteSystem()
        {
            if (System is UndefinedCartesian or 4326)
            {
                return;   // both are in the core tables
            }

            using var insert = Command(
                "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition, description) VALUES ($name, $id, $organization, $number, $definition, $description)");
            insert.Parameters.AddWithValue("$name", content.Reference.Name);
            insert.Parameters.AddWithValue("$id", System);
            insert.Parameters.AddWithValue("$organization", content.Reference.Epsg is null ? "NONE" : "EPSG");
            insert.Parameters.AddWithValue("$number", System);
            insert.Parameters.AddWithValue("$definition", content.Reference.Wkt ?? "undefined");
            insert.Parameters.AddWithValue("$description", "the raster's own");
            insert.ExecuteNonQuery();
        }

        private void WriteFeatures()
        {
            SqliteTransaction? transaction = null;
            var inserts = new Dictionary<LayerTable, (SqliteCommand Row, SqliteCommand Index)>();
            long written = 0;
            try
            {
                foreach (var feature in content.Schema.Tables.SelectMany(content.Features))
                {
                    if (written++ % RowsOfATransaction == 0)
                    {
                        transaction?.Commit();
                        transaction?.Dispose();
                        transaction = connection.BeginTransaction();
                    }

                    var (row, index) = inserts.TryGetValue(feature.Table, out var known) ? known
                        : inserts[feature.Table] = (InsertRow(feature.Table), InsertIndex(feature.Table));
                    (row.Transaction, index.Transaction) = (transaction, transaction);
                    Insert(feature, row, index);
                }

                transaction?.Commit();
            }
            finally
            {
                transaction?.Dispose();
                foreach (var (row, index) in inserts.Values)
                {
                    row.Dispose();
                    index.Dispose();
                }
            }
        }

        private void Insert(LayerFeature feature, SqliteCommand row, SqliteCommand index)
        {
            var box = WellKnownBinary.Bounds(feature.Rings);
            var extent = _extents.GetValueOrDefault(
                feature.Table, (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity, 0));
            _extents[feature.Table] = (Math.Min(extent.MinX, box.MinX), Math.Min(extent.MinY, box.MinY), Math.Max(extent.MaxX, box.MaxX), Math.Max(
                extent.MaxY, box.MaxY), extent.Rows + 1);
            row.Parameters[0].Value = extent.Rows + 1;
            row.Parameters[1].Value = Blob(feature, box);
            for (int i = 0; i < feature.Values.Count; i++)
            {
                row.Parameters[i + 2].Value = feature.Values[i] switch
                {
                    null => DBNull.Value,
                    IReadOnlyList<string> list => JsonSerializer.Serialize(list, LayerJson.Default.IReadOnlyListString),
                    var value => value,
                };
            }

            row.ExecuteNonQuery();
            index.Parameters[0].Value = extent.Rows + 1;
            (index.Parameters[1].Value, index.Parameters[2].Value, index.Parameters[3].Value, index.Parameters[4].Value) =
                (box.MinX, box.MaxX, box.MinY, box.MaxY);
            index.ExecuteNonQuery();
        }

        // Standard binary: "GP", version 0, little-endian with an envelope of x and y, the system, the envelope, then well-known binary (section
        // 2.1.3).
        private byte[] Blob(LayerFeature feature, (double MinX, double MinY, double MaxX, double MaxY) box)
        {
            byte[] blob = WellKnownBinary.Polygon(feature.Rings, HeaderBytes);
            (blob[0], blob[1], blob[2], blob[3]) = ((byte)'G', (byte)'P', 0, 0b11);
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(4), System);
            double[] envelope = [box.MinX, box.MaxX, box.MinY, box.MaxY];
            for (int i = 0; i < envelope.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(blob.AsSpan(8 + (8 * i)), envelope[i]);
            }

            return blob;
        }

        private void Register(LayerTable table)
        {
            string name = LayerSchema.NameOf(table);
            using var contents = Command(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id) VALUES ($name, 'features', $name, $description, $time, $minX, $minY, $maxX, $maxY, $system)");
            contents.Parameters.AddWithValue("$name", name);
            contents.Parameters.AddWithValue("$description", content.Description);
            contents.Parameters.AddWithValue("$time", _time);
            contents.Parameters.AddWithValue("$system", System);
            bool has = _extents.TryGetValue(table, out var extent);
            contents.Parameters.AddWithValue("$minX", has ? extent.MinX : DBNull.Value);
            contents.Parameters.AddWithValue("$minY", has ? extent.MinY : DBNull.Value);
            contents.Parameters.AddWithValue("$maxX", has ? extent.MaxX : DBNull.Value);
            contents.Parameters.AddWithValue("$maxY", has ? extent.MaxY : DBNull.Value);
            contents.ExecuteNonQuery();
            Run($"INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES ('{name}', 'geom', 'POLYGON', {System.ToString(CultureInfo.InvariantCulture)}, 0, 0);");
            Run(GeoPackageTables.IndexTriggers(name));
        }

        private void WriteSummary()
        {
            RegisterTable("summary", "shares of the rasters by attribute");
            using var transaction = connection.BeginTransaction();
            using var insert = Command(
                "INSERT INTO summary (attribute, tiles, tile_share, area_m2, area_share) VALUES ($attribute, $tiles, $share, $area, $areaShare)");
            insert.Transaction = transaction;
            foreach (var row in content.Summary())
            {
                insert.Parameters.Clear();
                insert.Parameters.AddWithValue("$attribute", row.Attribute);
                insert.Parameters.AddWithValue("$tiles", row.Tiles);
                insert.Parameters.AddWithValue("$share", row.TileShare);
                insert.Parameters.AddWithValue("$area", (object?)row.Area ?? DBNull.Value);
                insert.Parameters.AddWithValue("$areaShare", (object?)row.AreaShare ?? DBNull.Value);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        private void WriteStyles()
        {
            RegisterTable("layer_styles", "styles that QGIS loads with the layers");
            foreach (var table in content.Schema.Tables)
            {
                using var insert = Command(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', $table, 'geom', 'SkyScribe', $qml, '', 1, '', '', $time)");
                insert.Parameters.AddWithValue("$table", LayerSchema.NameOf(table));
                insert.Parameters.AddWithValue("$qml", QgisStyle.Of(table));
                insert.Parameters.AddWithValue("$time", _time);
                insert.ExecuteNonQuery();
            }
        }

        private void RegisterTable(string name, string description)
        {
            using var contents = Command(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES ($name, 'attributes', $name, $description, $time)");
            contents.Parameters.AddWithValue("$name", name);
            contents.Parameters.AddWithValue("$description", description);
            contents.Parameters.AddWithValue("$time", _time);
            contents.ExecuteNonQuery();
        }

        private SqliteCommand InsertRow(LayerTable table)
        {
            var columns = content.Schema[table];
            var command = Command(
                $"INSERT INTO {LayerSchema.NameOf(table)} (fid, geom, {string.Join(", ", columns.Select(column => GeoPackageTables.Quoted(column.Name)))}) VALUES ({string.Join(", ", Enumerable.Range(0, columns.Count + 2).Select(i => $"$p{i}"))})");
            AddParameters(command, columns.Count + 2);
            return command;
        }

        private SqliteCommand InsertIndex(LayerTable table)
        {
            var command = Command($"INSERT INTO rtree_{LayerSchema.NameOf(table)}_geom VALUES ($p0, $p1, $p2, $p3, $p4)");
            AddParameters(command, 5);
            return command;
        }

        private static void AddParameters(SqliteCommand command, int count)
        {
            for (int i = 0; i < count; i++)
            {
                command.Parameters.AddWithValue($"$p{i.ToString(CultureInfo.InvariantCulture)}", DBNull.Value);
            }
        }

        private SqliteCommand Command(string sql)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            return command;
        }

        private void Run(string sql)
        {
            using var command = Command(sql);
            command.ExecuteNonQuery();
        }
    }
}
