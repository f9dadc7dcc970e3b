using SkyScribe.Training.Model.Engine.Products;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>A weight of the decoder's steps, packed once a walk; each member of the team packs and computes its columns of the results.</summary>
internal sealed class StepWeight(StepTeam team)
{
    private readonly PackedMatrix _transposed = new(), _straight = new();

    /// <summary>Packs W' [in, out] for <see cref="Forward"/>.</summary>
    /// <param name="member">who calls; all must</param>
    /// <param name="weight">W [out, in]</param>
    public void PackForward(int member, Matrix weight) => Pack(member, _transposed, weight.Transposed);

    /// <summary>Packs W [out, in] for <see cref="Backward"/>.</summary>
    public void PackBackward(int member, Matrix weight) => Pack(member, _straight, weight);

    /// <summary>y = x W' or y + x W'.</summary>
    /// <param name="member">who calls; all must</param>
    /// <param name="x">[rows, in]</param>
    /// <param name="y">[rows, out]</param>
    /// <param name="isNew">whether the product replaces y</param>
    public void Forward(int member, Matrix x, Matrix y, bool isNew) => Multiply(member, _transposed, x, y, isNew);

    /// <summary>dx = dy W or dx + dy W.</summary>
    public void Backward(int member, Matrix dY, Matrix dX, bool isNew) => Multiply(member, _straight, dY, dX, isNew);

    private void Pack(int member, PackedMatrix packed, Matrix matrix)
    {
        if (member == 0)
        {
            packed.Begin(matrix.Rows, matrix.Columns);
        }

        team.Barrier();
        var (from, to) = team.Share(member, packed.Panels);
        packed.Pack(matrix, from, to);
    }

    private void Multiply(int member, PackedMatrix packed, Matrix x, Matrix y, bool isNew)
    {
        var (from, to) = team.Share(member, packed.Panels);
        packed.Multiply(x, y, isNew, from, to);
    }
}
