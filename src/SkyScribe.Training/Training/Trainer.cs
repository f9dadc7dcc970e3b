using System.Diagnostics;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Trains the joint-training two-stage model on a data set: images and captions in, a model folder out.</summary>
/// <remarks>
/// Cancelling finishes the step under way and saves; a resumed run ends with the same bits as one that was never cut off, on the same machine with
/// the same number of threads: every step's dropout is seeded by its number, the order of an epoch by the epoch's.
/// The model is chosen by CIDEr on val, never on test.
/// </remarks>
public static class Trainer
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);

    /// <summary>Runs a training from start, or from where it was cut off, to its end.</summary>
    /// <param name="run">settings and files</param>
    /// <param name="watcher">is told of messages, progress and finished epochs, on the calling thread or the one that reads images</param>
    /// <param name="cancellation">ends the run after the step under way; its state is saved</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; it can be resumed.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="CheckpointException">The output folder holds another run, or nothing to resume.</exception>
    /// <exception cref="DatasetException">The captions or the image folder are not what they should be.</exception>
    public static TrainingResult Run(TrainingRun run, IProgress<TrainingEvent>? watcher = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.Options.Validate();
        using var session = TrainingSession.Open(run, watcher, cancellation);
        return new Loop(session, watcher, cancellation).Run();
    }

    private sealed class Loop(TrainingSession session, IProgress<TrainingEvent>? watcher, CancellationToken cancellation)
    {
        private readonly TrainingOptions _options = session.Options;
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Stopwatch _sinceSave = Stopwatch.StartNew();
        private long _rowsOfThisRun;

        private TrainingState State
        {
            get => session.State;
            set => session.State = value;
        }

        // "b.+sg/s" trains its classifier alone in the first epochs.
        private bool IsClassifierEpoch => State.Epoch < _options.EffectiveClassifierEpochs;

        private int TotalEpochs => _options.EffectiveClassifierEpochs + _options.Epochs;

        public TrainingResult Run()
        {
            while (State.Epoch < TotalEpochs)
            {
                session.EnterEpoch();
                TrainEpoch();
                FinishEpoch();
            }

            return new TrainingResult(session.ModelFolderPath, State.BestEpoch, State.BestScores);
        }

        private void TrainEpoch()
        {
            session.Model.train();
            var batches = CaptionBatch.OfEpoch(
                session.Data.Captions, session.Data.Occurrences, _options.BatchImages, _options.CaptionsPerImage, _options.Seed, State.Epoch,
                session.Data.Detailed);
            double before = State.Seconds;
            var clock = Stopwatch.StartNew();
            while (State.StepInEpoch < batches.Count)
            {
                if (cancellation.IsCancellationRequested)
                {
                    session.Save();
                    throw new OperationCanceledException(cancellation);
                }

                var batch = batches[State.StepInEpoch];
                var parts = IsClassifierEpoch ? ClassifierStep(batch) : JointStep(batch);
                if (!double.IsFinite(parts.Total))
                {
                    throw new SkyScribeException(
                        $"the loss is {parts.Total} at step {State.GlobalStep + 1} (epoch {State.Epoch + 1}): lower learningRate or gradientClamp; the last saved state is kept");
                }

                _rowsOfThisRun += batch.Rows;
                State = State with
                {
                    StepInEpoch = State.StepInEpoch + 1,
                    GlobalStep = State.GlobalStep + 1,
                    OptimizerSteps = session.Optimizer.StepCount,
                    Loss = State.Loss.Add(parts, batch.Rows),
                    Seconds = before + clock.Elapsed.TotalSeconds,
                };
                Report(batches.Count);
                if (_sinceSave.Elapsed > SaveEvery)
                {
                    session.Save();
                    _sinceSave.Restart();
                }
            }
        }

        private LossParts JointStep(CaptionBatch batch)
        {
            using var scope = NewDisposeScope();
            SeedStep();
            int epoch = State.Epoch - _options.EffectiveClassifierEpochs;
            var features = Features(batch);
            var parts = _options.IsSelfCritical(epoch)
                ? session.Pass.Run(features, session.Critic.Draw(session.Engine, features, batch, StepSeed()), Labels(batch), drawn: true)
                : session.Pass.Run(features, PrefixTree.Of(batch, _options.Sharing, _options.Loss.DistinctAlike), Labels(batch),
                _options.ScheduledSamplingAt(epoch));
            session.StepOptimizers(LearningRate);
            return parts;
        }

        private LossParts ClassifierStep(CaptionBatch batch)
        {
            using var scope = NewDisposeScope();
            SeedStep();
            var logits = session.Model.ClassifierLogits(Features(batch));
            var loss = nn.functional.binary_cross_entropy_with_logits(logits, Labels(batch));   // Eq. 32
            loss.backward();
            session.StepOptimizers(LearningRate);
            return new LossParts(0, loss.ToDouble(), 0, 0);
        }

        // x [B, C, R], each image in one of its orientations; a stream of its own, so that a run that shows images as they are draws the same numbers
        // as one before there were orientations.
        private Tensor Features(CaptionBatch batch)
        {
            var draw = new DeterministicRandom(_options.Seed ^ 0x0121E47A, (ulong)State.GlobalStep);
            return session.FeaturesOf(batch.Images, Array.ConvertAll(batch.Images, image => draw.Below(session.Data.Orientations[image])));
        }

        private Tensor Labels(CaptionBatch batch)
        {
            int count = session.Data.Attributes.Count;
            float[] labels = new float[batch.Images.Length * count];
            for (int i = 0; i < batch.Images.Length; i++)
            {
                session.Data.Labels[batch.Images[i]].CopyTo(labels, i * count);
            }

            return tensor(labels, [batch.Images.Length, count], device: session.Device);
        }

        private void SeedStep() => random.manual_seed((long)(StepSeed().Next() >> 1));

        private DeterministicRandom StepSeed() => new(_options.Seed, (ulong)State.GlobalStep + 1);

        private void Report(int steps)
        {
            long left = (long)(TotalEpochs - State.Epoch) * steps - State.StepInEpoch;
            long doneNow = Math.Max(1, State.GlobalStep - session.FirstStep);
            watcher?.Report(new StepProgress(
                State.Epoch + 1, TotalEpochs, State.StepInEpoch, steps, State.Loss.Parts,
                _rowsOfThisRun / _clock.Elapsed.TotalSeconds, _clock.Elapsed / doneNow * left));
        }

        private double LearningRate => IsClassifierEpoch ? _options.DecayedLearningRateAt(State.Epoch)
            : _options.LearningRateAt(State.Epoch - _options.EffectiveClassifierEpochs);

        // A run that is cancelled here still scores its epoch: its epoch has no step left.
        private Dictionary<string, double> Scores()
        {
            try
            {
                return session.ScoreValidation(cancellation);
            }
            catch (OperationCanceledException)
            {
                session.Save();
                throw;
            }
        }

        private void FinishEpoch()
        {
            bool scored = !IsClassifierEpoch && session.Data.Validation.Count > 0;
            var scores = scored ? Scores() : [];
            bool isBest = !IsClassifierEpoch && (!scored || State.BestCider is not { } best || scores["CIDEr"] > best);
            var summary = new EpochSummary(
                State.Epoch + 1, State.Loss.Parts, LearningRate,
                scores, isBest, State.Seconds, State.Loss.Rows);
            State = State with
            {
                Epoch = State.Epoch + 1,
                StepInEpoch = 0,
                Loss = LossMean.Empty,
                Seconds = 0,
                BestCider = isBest && scored ? scores["CIDEr"] : State.BestCider,
                BestEpoch = isBest ? summary.Epoch : State.BestEpoch,
                BestScores = isBest ? scores : State.BestScores,
            };
            session.Keep(summary);
            _sinceSave.Restart();
            watcher?.Report(summary);
        }
    }
}
