using SkyScribe.Training.Options;

namespace SkyScribe.Training.Model;

/// <summary>Counts parameters the way Table VIII does.</summary>
internal static class ParameterCount
{
    /// <summary>All parameters without the CNN's, and without those of a classifier that is trained separately ("b.+sg/s"): it is no part of the
    /// captioner.</summary>
    public static long WithoutSeparateClassifier(JttsModel model)
    {
        bool separate = model.Options.Switches.Sampling == SamplingOperator.Hard;
        var excluded = separate ? model.ClassifierParameters().Select(parameter => parameter.Handle).ToHashSet() : [];
        return model.parameters().Where(parameter => !excluded.Contains(parameter.Handle)).Sum(parameter => parameter.numel());
    }
}
