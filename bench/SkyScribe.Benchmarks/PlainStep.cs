using SkyScribe.Text;
using SkyScribe.Datasets;
using SkyScribe.Training.Model;
using SkyScribe.Training.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Benchmarks;

/// <summary>The training step as one would first write it, kept as the yardstick: every caption a row padded to the longest, the loop under autograd,
/// RAdam by tensor operations.</summary>
internal sealed class PlainStep(JttsModel model) : IDisposable
{
    private readonly (Parameter Parameter, Tensor Mean, Tensor Variance)[] _slots =
        model.parameters().Select(
        parameter => (parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope())).ToArray();

    private long _step;

    public void Dispose()
    {
        foreach (var (_, mean, variance) in _slots)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    public double Gradients(Tensor x, CaptionBatch batch, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var total = Loss(x, batch, labels);
        total.backward();
        return total.ToDouble();
    }

    // Every caption is a row to the longest one's end; words that count are picked before the output layer.
    private Tensor Loss(Tensor x, CaptionBatch batch, Tensor labels)
    {
        var stage = model.PredictAttributes(x);
        var context = model.Decoder.Prepare(stage).Rows(tensor(batch.ImageOfRow, int64));
        var words = tensor(batch.Words, [batch.Rows, batch.Length], int64);
        long steps = batch.Length - 1;
        var targets = words.narrow(1, 1, steps).t().reshape(-1);                                          // [T * N]
        var wordInputs = model.Decoder.WordInput(words.narrow(1, 0, steps).t().contiguous()).unbind(0);   // T x [N, 4D]
        var state = model.Decoder.Begin(context);
        var hidden = new Tensor[steps];
        for (int t = 0; t < steps; t++)
        {
            (state, _) = model.Decoder.Recur(wordInputs[t], context, state);
            hidden[t] = state.Hidden2;
        }

        var counted = targets.not_equal(Vocabulary.Pad).nonzero().squeeze(1);                              // [M]
        var gateInput = context.GateInputs?[2].index_select(0, counted.remainder(batch.Rows));             // [M, 2D]
        var logits = model.Decoder.Emit(cat(hidden, 0).index_select(0, counted), gateInput);
        var crossEntropy = nn.functional.cross_entropy(logits, targets.index_select(0, counted));
        return JointLoss.Of(new CaptionLoss(crossEntropy, crossEntropy), stage, labels, model.Options).Total();
    }

    public void Update(double learningRate, double clamp)
    {
        using var guard = no_grad();
        _step++;
        double meanCorrection = 1 - Math.Pow(0.9, _step), varianceCorrection = Math.Sqrt(1 - Math.Pow(0.999, _step));
        double? rectification = RectifiedAdam.Rectification(_step);
        foreach (var (parameter, mean, variance) in _slots)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            gradient.clamp_(-clamp, clamp);
            mean.mul_(0.9).add_(gradient, alpha: 1 - 0.9);
            variance.mul_(0.999).addcmul_(gradient, gradient, 1 - 0.999);
            if (rectification is { } factor)
            {
                parameter.addcdiv_(mean, variance.sqrt().add_(1e-8), -learningRate * factor * varianceCorrection / meanCorrection);
            }
            else
            {
                parameter.add_(mean, alpha: -learningRate / meanCorrection);
            }

            parameter.grad = null;
        }
    }
}
