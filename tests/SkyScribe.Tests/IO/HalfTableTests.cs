using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Tests.IO;

public sealed class HalfTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "a.npy");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToHalfPrecision()
    {
        Write([[1, -2.5f], [0.1f, 65504]]);
        using var table = HalfTable.Open(File);
        float[] row = new float[2];
        table.Read(1, row);
        Assert.Equal((2L, 2), (table.Rows, table.Columns));
        Assert.Equal([(float)(Half)0.1f, 65504], row);
        table.Read(0, row);
        Assert.Equal([1, -2.5f], row);
    }

    // What numpy.save(file, numpy.array([[1, -2.5]], dtype='<f2')) writes.
    [Fact]
    public void Write_ATable_IsWhatNumpyWrites()
    {
        Write([[1, -2.5f]]);
        string header = "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. header.Select(letter => (byte)letter), 0, 0x3C, 0, 0xC1];
        Assert.Equal(expected, System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [InlineData("'<f2'", "'<f4'")]
    [InlineData("(2, 2)", "(3, 2)")]
    [InlineData("(2, 2)", "(0, 9)")]
    [InlineData("NUMPY", "NUMPI")]
    public void Open_AnotherTable_IsRefused(string old, string changed)
    {
        Write([[1, 2], [3, 4]]);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        Encoding.ASCII.GetBytes(changed, bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old))));
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Contains("a.npy", Assert.Throws<SkyScribeException>(() => HalfTable.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnEmptyTableOfHugeRows_IsRefused()
    {
        System.IO.File.WriteAllBytes(File, new NpyHeader("<f2", 0, 999_999_999).ToBytes());
        Assert.Contains("at most 1048576", Assert.Throws<SkyScribeException>(() => HalfTable.Open(File)).Message, StringComparison.Ordinal);
    }

    private void Write(float[][] rows)
    {
        using var stream = System.IO.File.Create(File);
        HalfTable.Write(stream, rows.Length, rows.Select(row => HalfTable.ToBytes(row)));
    }
}
