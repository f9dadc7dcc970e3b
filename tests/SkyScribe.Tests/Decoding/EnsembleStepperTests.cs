using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class EnsembleStepperTests
{
    [Fact]
    public void Step_SeveralModels_GivesTheMeanOfTheirProbabilities()
    {
        var models = Enumerable.Range(1, 3).Select(seed => ScriptedStepper.Random(seed, 7)).ToArray();
        var ensemble = new EnsembleStepper([.. models.Select(next => new ScriptedStepper(7, 2, next))]);
        float[] found = new float[3 * 7];
        ensemble.Step([0, 1], [1, 1], found.AsSpan(0, 14));
        ensemble.Step([1, 0, 1], [4, 5, 6], found);   // rows are continued in every model alike
        int[][] histories = [[4], [5], [6]];
        int[] images = [1, 0, 1];
        for (int row = 0; row < 3; row++)
        {
            for (int word = 0; word < 7; word++)
            {
                double expected = Math.Log(models.Average(next => Math.Exp(next(images[row], histories[row])[word])));
                Assert.Equal(expected, found[(row * 7) + word], 1e-5);
            }
        }
    }

    // exp(-200) is 0 in single precision; the sum must not be.
    [Fact]
    public void Step_ProbabilitiesThatUnderflow_KeepTheirOrder()
    {
        var ensemble = new EnsembleStepper([new ScriptedStepper(3, 1, (_, _) => [-200, -300, float.NegativeInfinity]), new ScriptedStepper(
            3, 1, (_, _) => [-200, -301, float.NegativeInfinity])]);
        float[] found = new float[3];
        ensemble.Step([0], [1], found);
        Assert.Equal(-200, found[0], 1e-4);
        Assert.Equal(-300 + Math.Log((1 + Math.Exp(-1)) / 2), found[1], 1e-4);
        Assert.Equal(float.NegativeInfinity, found[2]);
    }

    [Fact]
    public void Create_ModelsOfOtherVocabulariesOrImages_AreRefused()
    {
        Assert.Throws<ArgumentException>(
            () => new EnsembleStepper([new ScriptedStepper(5, 1, (_, _) => []), new ScriptedStepper(6, 1, (_, _) => [])]));
        Assert.Throws<ArgumentException>(
            () => new EnsembleStepper([new ScriptedStepper(5, 1, (_, _) => []), new ScriptedStepper(5, 2, (_, _) => [])]));
        Assert.ThrowsAny<ArgumentException>(() => new EnsembleStepper([]));
    }
}
