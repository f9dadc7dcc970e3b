using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Tests.IO;

public sealed class NpyFileTests : IDisposable
{
    private const long Most = 1 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        float[] values = [1, -2.5f, float.Epsilon, float.MaxValue, 0, 3];
        var (read, columns) = NpyFile.Read(Write(NpyFile.ToBytes(values, 3)), Most);
        Assert.Equal(values, read);
        Assert.Equal(3, columns);
    }

    // What numpy.save(file, numpy.array([[1, 2]], dtype='<f4')) writes, byte by byte as NEP 1 lays it out.
    [Fact]
    public void ToBytes_ATable_IsWhatNumpyWrites()
    {
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. header.Select(letter => (byte)letter), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];
        Assert.Equal(expected, NpyFile.ToBytes([1, 2], 2));
    }

    [Theory]
    [InlineData("'<f4'", "'<f8'")]
    [InlineData("False", "True ")]
    [InlineData("(2, 3)", "(3, 3)")]
    [InlineData("(2, 3)", "(6,  )")]
    [InlineData("NUMPY", "NUMPI")]
    public void Read_AnotherTable_IsRefused(string old, string changed)
    {
        byte[] bytes = NpyFile.ToBytes([1, 2, 3, 4, 5, 6], 3);
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old));
        Encoding.ASCII.GetBytes(changed).CopyTo(bytes, at);
        string path = Write(bytes);
        Assert.Equal(path, Assert.Throws<SkyScribeException>(() => NpyFile.Read(path, Most)).File);
    }

    [Fact]
    public void Read_CutOffTooLargeOrNotFinite_IsRefused()
    {
        byte[] bytes = NpyFile.ToBytes([1, 2], 2);
        for (int length = 0; length < bytes.Length; length++)
        {
            string cut = Write(bytes[..length]);
            Assert.Throws<SkyScribeException>(() => NpyFile.Read(cut, Most));
        }

        Assert.Throws<SkyScribeException>(() => NpyFile.Read(Write(bytes), bytes.Length - 1));
        Assert.Throws<SkyScribeException>(() => NpyFile.Read(Write(NpyFile.ToBytes([1, float.NaN], 2)), Most));
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, "table.npy");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
