using System.Numerics;
using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>
/// A difference hash: the picture at 17 x 16 grey pixels, and for each pixel whether its right neighbour is brighter. Small changes of size,
/// compression or brightness flip few of the 256 bits.
/// </summary>
internal sealed class PerceptualHash
{
    private const int Columns = 17, Rows = 16;

    private readonly ulong[] _bits = new ulong[Rows * (Columns - 1) / 64];
    private readonly byte[] _levels;

    public PerceptualHash(RgbImage image)
    {
        RgbImage small = Resampler.Resize(image, Columns, Rows, ResampleFilter.Bilinear);
        _levels = new byte[Columns * Rows];
        for (int i = 0; i < _levels.Length; i++)
        {
            // The luma weights of ITU-R BT.601, in 1/1000.
            _levels[i] = (byte)(((299 * small.Pixels[3 * i]) + (587 * small.Pixels[(3 * i) + 1]) + (114 * small.Pixels[(3 * i) + 2])) / 1000);
        }

        for (int bit = 0; bit < Rows * (Columns - 1); bit++)
        {
            int at = (bit / (Columns - 1) * Columns) + (bit % (Columns - 1));
            if (_levels[at + 1] > _levels[at])
            {
                _bits[bit / 64] |= 1UL << (bit % 64);
            }
        }
    }

    /// <summary>Bits in which two pictures differ, 0 to 256.</summary>
    public int Distance(PerceptualHash other)
    {
        int distance = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            distance += BitOperations.PopCount(_bits[i] ^ other._bits[i]);
        }

        return distance;
    }

    /// <summary>Mean absolute difference of the small pictures, in grey levels.</summary>
    public double LevelDifference(PerceptualHash other) => _levels.Zip(other._levels, (left, right) => Math.Abs(left - right)).Average();
}
