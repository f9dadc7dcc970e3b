using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>An exponential moving average of parameters over the steps (Polyak averaging). Models are scored and kept with it; training continues
/// with the parameters themselves.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly List<(string Name, Parameter Parameter, Tensor Mean)> _slots = [];

    /// <param name="parameters">what is averaged; the names are the state's keys</param>
    /// <param name="decay">the weight of what was, per step</param>
    public WeightAverage(IEnumerable<(string Name, Parameter Parameter)> parameters, double decay)
    {
        _decay = decay;
        foreach (var (name, parameter) in parameters)
        {
            using var guard = no_grad();
            _slots.Add((name, parameter, parameter.clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>Takes in the parameters after a step.</summary>
    /// <param name="step">steps done so far; the first ones weigh more, so that the start is soon forgotten</param>
    public void Update(long step)
    {
        using var guard = no_grad();
        double decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (_, parameter, mean) in _slots)
        {
            mean.lerp_(parameter, 1 - decay);
        }
    }

    /// <summary>Exchanges average and parameters; called again, back.</summary>
    public void Exchange()
    {
        using var guard = no_grad();
        foreach (var (_, parameter, mean) in _slots)
        {
            using var kept = parameter.clone();
            parameter.copy_(mean);
            mean.copy_(kept);
        }
    }

    /// <summary>The averages as named tensors (aliases of the live ones, not copies).</summary>
    public IReadOnlyDictionary<string, Tensor> State() => _slots.ToDictionary(slot => slot.Name, slot => slot.Mean);

    /// <summary>Takes over what <see cref="State"/> gave.</summary>
    /// <exception cref="KeyNotFoundException">A parameter has no average; the message names it.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        using var guard = no_grad();
        foreach (var (name, _, mean) in _slots)
        {
            mean.copy_(state.TryGetValue(name, out var stored) ? stored : throw new KeyNotFoundException($"the averages lack '{name}'"));
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, mean) in _slots)
        {
            mean.Dispose();
        }
    }
}
