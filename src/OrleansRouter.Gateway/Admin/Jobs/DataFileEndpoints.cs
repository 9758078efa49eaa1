using Microsoft.AspNetCore.Mvc;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Admin.Jobs;

/// <summary>The files that training jobs read, named by their SHA-256.</summary>
internal sealed class DataFileEndpoints(IDataFileStore files)
{
    public static void Map(IEndpointRouteBuilder operators, JobOptions options)
    {
        operators.MapGet("/data-files", (DataFileEndpoints endpoints, HttpContext context) => endpoints.ListAsync(context.RequestAborted))
            .WithSummary("All data files, by hash.");
        operators.MapGet("/data-files/{sha256}", (string sha256, DataFileEndpoints endpoints, HttpContext context) => endpoints.GetAsync(sha256, context.RequestAborted))
            .WithSummary("Whether a data file is stored.");
        operators.MapPut("/data-files/{sha256}", (string sha256, DataFileEndpoints endpoints, HttpContext context) => endpoints.PutAsync(sha256, context))
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxFileBytes))
            .WithSummary("Stores a data file (the body) whose SHA-256 is named; one that is stored stays as it is.");
        operators.MapDelete("/data-files/{sha256}", (string sha256, DataFileEndpoints endpoints, HttpContext context) => endpoints.DeleteAsync(sha256, context.RequestAborted))
            .WithSummary("Removes a data file.");
    }

    private async Task<DataFileList> ListAsync(CancellationToken cancellationToken) => new(await files.ListAsync(cancellationToken));

    private async Task<DataFile> GetAsync(string sha256, CancellationToken cancellationToken) => await files.FindAsync(sha256, cancellationToken)
        ?? throw ApiError.NotFound($"No data file '{sha256}'.", "sha256", "data_file_not_found").AsException();

    private async Task<DataFile> PutAsync(string sha256, HttpContext context) => await files.FindAsync(sha256, context.RequestAborted)
        ?? await files.SaveAsync(context.Request.Body, sha256, context.RequestAborted).AnswerAsync();

    private async Task<DataFile> DeleteAsync(string sha256, CancellationToken cancellationToken)
    {
        DataFile found = await GetAsync(sha256, cancellationToken);
        await files.DeleteAsync(sha256, cancellationToken);
        return found;
    }
}
