using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Training;

/// <summary>Files of a run in which bits are flipped, lines cut and numbers changed.</summary>
public class DamagedRunTests
{
    [Theory]
    [Trait("Kind", "resume")]
    [InlineData("captioner.safetensors", 1)]
    [InlineData("optimizer.safetensors", 2)]
    [InlineData("encoder.safetensors", 3)]
    [InlineData("encoder-optimizer.safetensors", 4)]
    [InlineData("average.safetensors", 5)]
    [InlineData("state.json", 6)]
    [InlineData("SHA256SUMS", 7)]
    public void Run_BitFlippedInTheState_ResumesFromTheOneBeforeWithTheSameBits(string file, ulong seed)
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("trainable=all", "ema=0.9");
        Trainer.Run(tiny.Run("run", options));
        byte[] whole = File.ReadAllBytes(tiny.PathOf("run/last/captioner.safetensors")), model =
            File.ReadAllBytes(tiny.PathOf("run/model/captioner.safetensors"));
        string path = tiny.PathOf("run/last/" + file);
        Flip(path, seed);

        var events = new EventList();
        Trainer.Run(tiny.Run("run", options, resume: true), events);

        Assert.Contains(events.Events, value => value is TrainingMessage { IsWarning: true } message
            && message.Text.Contains("the state before", StringComparison.Ordinal));
        Assert.Contains(events.Events, value => value is TrainingMessage { Text: "resumed at epoch 2, step 0" });
        Assert.True(whole.AsSpan().SequenceEqual(File.ReadAllBytes(tiny.PathOf("run/last/captioner.safetensors"))));
        Assert.True(model.AsSpan().SequenceEqual(File.ReadAllBytes(tiny.PathOf("run/model/captioner.safetensors"))));
        Assert.True(Directory.Exists(tiny.PathOf("run/last.damaged")));
        Assert.Equal(2, RunFolder.ReadEpochs(tiny.PathOf("run")).Count);
    }

    [Fact]
    public void Run_BothStatesDamaged_SaysSo()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run"));
        Flip(tiny.PathOf("run/last/captioner.safetensors"), 1);
        Flip(tiny.PathOf("run/last.old/optimizer.safetensors"), 2);
        string message = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", resume: true))).Message;
        Assert.Contains("captioner.safetensors", message, StringComparison.Ordinal);
        Assert.Contains("damaged too", message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(tiny.PathOf("run/last")));
    }

    [Fact]
    public void Run_OlderRunWithoutHashes_Resumes()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run"));
        foreach (string list in Directory.GetFiles(tiny.PathOf("run"), HashList.FileName, SearchOption.AllDirectories))
        {
            File.Delete(list);
        }

        Directory.Delete(tiny.PathOf("run/last.old"), recursive: true);
        string log = tiny.PathOf("run/log.jsonl");
        File.WriteAllLines(log, File.ReadAllLines(log).Select(line => line[..line.IndexOf(",\"sha256\"", StringComparison.Ordinal)] + "}"));
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=3"), resume: true));
        Assert.Equal(3, RunFolder.ReadEpochs(tiny.PathOf("run")).Count);
        Assert.Null(HashList.Problem(tiny.PathOf("run/last")));
    }

    [Theory]
    [InlineData("null\n", "line 1: found null")]
    [InlineData("{}\n", "line 1")]
    [InlineData("[]\n", "line 1")]
    [InlineData("{\"step\":1,\"epoch\":null}\n", "line 1")]
    public void ReadEpochs_LineOfAnotherKind_NamesIt(string line, string expected)
    {
        using var tiny = new TinyRun();
        Directory.CreateDirectory(tiny.PathOf("run"));
        File.WriteAllText(tiny.PathOf("run/log.jsonl"), line);
        string message = Assert.Throws<CheckpointException>(() => RunFolder.ReadEpochs(tiny.PathOf("run"))).Message;
        Assert.Contains("log.jsonl: " + expected, message, StringComparison.Ordinal);
        Assert.Contains("delete that line", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEpochs_AnyBitFlippedOrAnyCut_IsNoticedOrTheSame()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=1")));
        string log = tiny.PathOf("run/log.jsonl");
        byte[] good = File.ReadAllBytes(log);
        string[] right = [.. RunFolder.ReadEpochs(tiny.PathOf("run")).Select(Text)];
        for (int bit = 0; bit < 8 * good.Length; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadOrRefuse(bad);
        }

        for (int length = 1; length < good.Length; length++)
        {
            ReadOrRefuse(good[..length]);
        }

        void ReadOrRefuse(byte[] bad)
        {
            File.WriteAllBytes(log, bad);
            try
            {
                Assert.Equal(right, RunFolder.ReadEpochs(tiny.PathOf("run")).Select(Text));
            }
            catch (CheckpointException problem)
            {
                Assert.Contains("log.jsonl", problem.Message, StringComparison.Ordinal);
            }
        }

        static string Text(EpochSummary epoch) => System.Text.Json.JsonSerializer.Serialize(epoch);
    }

    [Theory]
    [InlineData("\"epoch\": 2", "\"epoch\": -1", "epoch: found -1")]
    [InlineData("\"epoch\": 2", "\"epoch\": 3", "epoch: found 3")]
    [InlineData("\"stepInEpoch\": 0", "\"stepInEpoch\": -5", "stepInEpoch: found -5")]
    [InlineData("\"stepInEpoch\": 0", "\"stepInEpoch\": 1000", "stepInEpoch: found 1000")]
    [InlineData("\"globalStep\": ", "\"globalStep\": -", "globalStep: found -")]
    [InlineData("\"optimizerSteps\": ", "\"optimizerSteps\": 99", "optimizerSteps: found 99")]
    [InlineData("\"bestEpoch\": ", "\"bestEpoch\": -", "bestEpoch: found -")]
    public void Run_StateWithoutHashesAndImpossibleNumbers_NamesTheField(string text, string other, string expected)
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run"));
        string path = tiny.PathOf("run/last/state.json");
        File.Delete(tiny.PathOf("run/last/SHA256SUMS"));
        string json = File.ReadAllText(path);
        Assert.Contains(text, json, StringComparison.Ordinal);
        File.WriteAllText(path, json.Replace(text, other, StringComparison.Ordinal));
        string message = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", resume: true))).Message;
        Assert.Contains("state.json: " + expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options.json")]
    [InlineData("model/model.json")]
    public void Run_BitFlippedInSettings_NamesTheFile(string file)
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run"));
        string text = File.ReadAllText(tiny.PathOf("run/" + file));
        int at = text.IndexOf("\"seed\": ", StringComparison.Ordinal) + "\"seed\": ".Length;
        File.WriteAllText(tiny.PathOf("run/" + file), text[..at] + (char)(text[at] ^ 2) + text[(at + 1)..]);
        string message = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=3"), resume: true))).Message;
        Assert.Contains(Path.GetFileName(file) + ": its SHA-256 is", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.json", "\"epoch\": ", "\"epoch\": 1")]
    [InlineData("attributes.tsv", "\t", "\t1")]
    public void Read_ModelWithAChangedFile_NamesIt(string file, string text, string other)
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run"));
        string path = tiny.PathOf("run/model/" + file), content = File.ReadAllText(path);
        int at = content.LastIndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(path, content[..at] + other + content[(at + text.Length)..]);
        Assert.Contains(file + ": its SHA-256 is", Assert.Throws<CheckpointException>(() => ModelFolder.Read(tiny.PathOf("run/model"))).Message,
            StringComparison.Ordinal);
    }

    private static void Flip(string path, ulong seed)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int bit = new DeterministicRandom(seed).Below(8 * bytes.Length);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        File.WriteAllBytes(path, bytes);
    }
}
