using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Rectified Adam (Liu et al., ICLR 2020), with the update rule of PyTorch's RAdam, no weight decay.</summary>
/// <remarks>
/// Ours, because a run must resume bit-equal: all its state is two tensors a parameter and a step count, under the parameters' names.
/// While the variance cannot be estimated yet (rho up to 5, the first five steps) the step is plain momentum, as in PyTorch.
/// </remarks>
internal sealed class RectifiedAdam : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly List<(string Name, Parameter Parameter, Tensor Mean, Tensor Variance)> _slots = [];

    /// <param name="parameters">what is optimized; the names are the state's keys</param>
    public RectifiedAdam(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        foreach (var (name, parameter) in parameters)
        {
            _slots.Add((name, parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope()));
        }
    }

    /// <summary>Steps done.</summary>
    public long StepCount { get; private set; }

    /// <summary>The factor of the rectification at step t; null in the first steps, where there is none.</summary>
    public static double? Rectification(long t)
    {
        double last = 2 / (1 - Beta2) - 1;
        double power = Math.Pow(Beta2, t);
        double rho = last - 2 * t * power / (1 - power);
        return rho > 5 ? Math.Sqrt((rho - 4) * (rho - 2) * last / ((last - 4) * (last - 2) * rho)) : null;
    }

    /// <summary>Updates every parameter that has a gradient, then sets the gradients to zero.</summary>
    /// <param name="learningRate">the step size</param>
    /// <param name="clamp">gradients are clamped element by element to +- this; infinity leaves them</param>
    public void Step(double learningRate, double clamp = double.PositiveInfinity)
    {
        using var guard = no_grad();
        StepCount++;
        double meanCorrection = 1 - Math.Pow(Beta1, StepCount);
        double varianceCorrection = Math.Sqrt(1 - Math.Pow(Beta2, StepCount));
        double? rectification = Rectification(StepCount);
        double rate = rectification is { } factor ? learningRate * factor * varianceCorrection / meanCorrection : learningRate / meanCorrection;
        var update = new RectifiedAdamUpdate(Beta1, Beta2, Epsilon, rate, clamp, IsRectified: rectification is not null);
        foreach (var (_, parameter, mean, variance) in _slots)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is { } gradient)
            {
                if (!gradient.is_contiguous())
                {
                    parameter.grad = gradient = gradient.contiguous();
                }

                update.Apply(parameter, gradient, mean, variance);
            }
        }
    }

    /// <summary>Drops all gradients without a step.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter, _, _) in _slots)
        {
            parameter.grad = null;
        }
    }

    /// <summary>The state as named tensors (aliases of the live ones, not copies).</summary>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, _, mean, variance) in _slots)
        {
            state["mean." + name] = mean;
            state["variance." + name] = variance;
        }

        return state;
    }

    /// <summary>Takes over a state that <see cref="State"/> gave.</summary>
    /// <exception cref="KeyNotFoundException">A parameter has no state; the message names it.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state, long stepCount)
    {
        using var guard = no_grad();
        StepCount = stepCount;
        foreach (var (name, _, mean, variance) in _slots)
        {
            mean.copy_(Named(state, "mean." + name));
            variance.copy_(Named(state, "variance." + name));
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, mean, variance) in _slots)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    private static Tensor Named(IReadOnlyDictionary<string, Tensor> state, string key) =>
        state.TryGetValue(key, out var tensor) ? tensor : throw new KeyNotFoundException($"the optimizer's state lacks '{key}'");
}
