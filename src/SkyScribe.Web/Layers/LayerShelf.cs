using SkyScribe.Web.Answers;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Layers;

/// <summary>Finds layers; the last few stay in memory.</summary>
internal sealed class LayerShelf(JobStore jobs, DataFolder folder, JobWork work)
{
    private const int MostOpen = 6;
    private readonly Lock _lock = new();
    private readonly List<OpenLayer> _open = [];   // the one used last at the end

    /// <summary>A layer.</summary>
    /// <exception cref="RefusedException">There is none of that number.</exception>
    public OpenLayer this[string id]
    {
        get
        {
            lock (_lock)
            {
                var layer = _open.Find(open => open.Job.Id == id);
                if (layer is null)
                {
                    string path = folder.LayerOf(id);
                    layer = jobs.Find(id) is { State: JobState.Done, Layer: not null } job && File.Exists(path) ? new OpenLayer(job, path, work)
                        : throw RefusedException.NotFound(
                            $"there is no layer {IO.SkyScribeException.Quote(id)}; GET /v1/layers lists those that there are");
                }

                _open.Remove(layer);
                _open.Add(layer);
                if (_open.Count > MostOpen)
                {
                    _open.RemoveAt(0);
                }

                return layer;
            }
        }
    }

    /// <summary>Forgets a layer that is deleted.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            _open.RemoveAll(layer => layer.Job.Id == id);
        }
    }
}
