using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SkyScribe;

/// <summary>Adds captioning to a service collection.</summary>
public static class SkyScribeServices
{
    /// <summary>Adds one shared <see cref="Captioner"/>, opened when it is first asked for, also as <see cref="IImageCaptioner"/>.</summary>
    /// <param name="services">the collection</param>
    /// <param name="package">folder of a model package; null takes the bundled model</param>
    /// <param name="options">threads and batch; null takes the defaults</param>
    public static IServiceCollection AddSkyScribe(this IServiceCollection services, string? package = null, CaptionerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        options?.Validate();
        services.AddSingleton(provider => Captioner.Load(package, options, (ILogger<Captioner>?)provider.GetService(typeof(ILogger<Captioner>))));
        services.AddSingleton<IImageCaptioner>(provider => provider.GetRequiredService<Captioner>());
        return services;
    }
}
