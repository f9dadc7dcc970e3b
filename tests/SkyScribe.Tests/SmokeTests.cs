namespace SkyScribe.TestSupport; public class SmokeTests { [Fact] public void Root_HasSolution() => Assert.True(File.Exists(Path.Combine(SharedFiles.Root, "SkyScribe.slnx"))); }
