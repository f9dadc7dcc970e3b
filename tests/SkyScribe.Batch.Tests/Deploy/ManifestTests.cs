using k8s;
using k8s.Models;
using SkyScribe.Batch.Queue;
using SkyScribe.TestSupport;

namespace SkyScribe.Batch.Tests.Deploy;

/// <summary>The files of <c>deploy</c>: no field that Kubernetes does not know, and what they say of SkyScribe is so.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Job_IsIndexed_AndKnowsTheExitCodes()
    {
        var job = KubernetesYaml.Deserialize<V1Job>(Read("kubernetes/job.yaml"), strict: true).Spec;
        Assert.Equal("Indexed", job.CompletionMode);
        var arguments = job.Template.Spec.Containers.Single().Args;
        Assert.Equal(job.Completions!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), arguments[arguments.IndexOf("--of") + 1]);
        Assert.Equal("Never", job.Template.Spec.RestartPolicy);   // a failure policy needs it
        Assert.True(job.BackoffLimitPerIndex > 0);
        var rules = job.PodFailurePolicy.Rules;
        Assert.Equal([2, 65], rules.Single(rule => rule.Action == "FailIndex").OnExitCodes.Values.Select(code => (int)code));
        Assert.Equal("DisruptionTarget", rules.Single(rule => rule.Action == "Ignore").OnPodConditions.Single().Type);
    }

    [Fact]
    public void Worker_IsADeployment_WithAProbeOfItsHeartbeat()
    {
        var worker = KubernetesYaml.Deserialize<V1Deployment>(Read("kubernetes/worker.yaml"), strict: true).Spec;
        var container = worker.Template.Spec.Containers.Single();
        Assert.Equal("/tmp/alive", container.Args[container.Args.IndexOf("--heartbeat") + 1]);
        Assert.Contains("/tmp/alive", container.LivenessProbe.Exec.Command[^1], StringComparison.Ordinal);
        Assert.True(worker.Template.Spec.TerminationGracePeriodSeconds > 10);
        Assert.Equal(worker.Selector.MatchLabels, worker.Template.Metadata.Labels);
    }

    [Fact]
    public void Scaler_WatchesTheStreamThatPublishMakes()
    {
        var scaled = KubernetesYaml.Deserialize<Dictionary<string, object>>(Read("kubernetes/keda.yaml"));
        Assert.Equal("keda.sh/v1alpha1", scaled["apiVersion"]);
        string text = Read("kubernetes/keda.yaml");
        Assert.Contains($"stream: \"{QueueChoice.DefaultName}\"", text, StringComparison.Ordinal);
        Assert.Contains($"consumer: \"{ShardQueue.Workers}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_WithAFieldThatKubernetesDoesNotKnow_IsRefused() => Assert.ThrowsAny<Exception>(
        () => KubernetesYaml.Deserialize<V1Job>(Read("kubernetes/job.yaml").Replace("completions:", "completion:", StringComparison.Ordinal),
            strict: true));

    private static string Read(string file) => File.ReadAllText(Path.Combine(SharedFiles.Root, "deploy", file));
}
