using SkyScribe.Text;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine;

public sealed class EngineFactoryTests
{
    [Theory]
    [InlineData("jtts", EngineKind.Fast, ScalarType.Float32, typeof(FastPass), typeof(WalkSteps.Batch))]
    [InlineData("b.", EngineKind.Fast, ScalarType.Float32, typeof(FastPass), typeof(WalkSteps.Batch))]
    [InlineData("SAT", EngineKind.Fast, ScalarType.Float32, typeof(FastPass), typeof(TensorSteps))]
    [InlineData("jtts", EngineKind.Fast, ScalarType.Float64, typeof(FastPass), typeof(TensorSteps))]
    [InlineData("jtts", EngineKind.Plain, ScalarType.Float32, typeof(PlainPass), typeof(TensorSteps))]
    public void EachKind_HasItsPassAndSteps(string ablation, EngineKind kind, ScalarType type, Type expectedPass, Type expectedSteps)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model(ablation, type: type);
        using var engine = new EngineFactory(model, kind);
        using var pass = TrainingPass.Of(engine, new LossOptions());
        using var steps = engine.StartSteps(engine.PredictAttributes(Some.Batch(type).X));
        Assert.IsType(expectedPass, pass);
        Assert.IsType(expectedSteps, steps);
    }

    // A search may outlive the factory by a moment, on another thread.
    [Fact]
    [Trait("Kind", "leak")]
    public void Dispose_WhileStepsAreInUse_TheyEndAndLeaveNothing()
    {
        using var model = Some.Model("jtts", type: float32);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var scope = NewDisposeScope())
        {
            var engine = new EngineFactory(model);
            var steps = engine.StartSteps(engine.PredictAttributes(Some.Batch(float32).X));
            engine.Dispose();
            float[] found = new float[3 * model.Sizes.Words];
            steps.Step([0, 1, 2], [Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin], found);
            Assert.All(found, value => Assert.True(float.IsFinite(value)));
            steps.Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
