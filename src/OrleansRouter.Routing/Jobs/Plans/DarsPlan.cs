using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// Families on distribution-aware labels: the same bytes as <see cref="DarsPolicyTrainer"/> gives. A shard holds all observations of its queries,
/// so that its cells are complete and its labels need nothing of other shards.
/// </summary>
public sealed class DarsPlan : EmbeddingPlan
{
    private const string Labels = "labels";

    /// <inheritdoc/>
    public override string Name => "dars";

    private protected override JobData Read(JobWork work)
    {
        DarsData data = Observations(work);
        ScoreTable means = data.Table.ToScoreTable();
        return new JobData([.. data.Table.Queries.Select(query => query.Prompt)], means, DarsPolicyTrainer.CostCapUsd(data));
    }

    private protected override IEnumerable<JobStage> Middle(JobRequest request, int rows, ModelReader prepared) =>
        [new JobStage(Labels, JobWork.Shards(request, rows), [])];

    private protected override void WritePrepared(JobWork work, JobData data, ModelWriter writer) =>
        DarsPolicyTrainer.RequirePossible(Observations(work), work.Request.Dars.Supervision);

    private protected override byte[] RunMiddle(JobWork work)
    {
        if (work.Stage != Labels)
        {
            return base.RunMiddle(work);
        }

        DarsData data = Observations(work);
        (int start, int end) = work.Shard(data.Queries);
        RoutingLabels labels = SupervisionBuilder.Part(data, [.. Enumerable.Range(start, end - start)], work.Request.Dars.Supervision, work.Request.Seed);
        return JobWork.Bytes(writer =>
        {
            writer.Write(labels.Quality);
            writer.Write(labels.Cost);
            writer.Write(labels.Risk is not null);
            if (labels.Risk is { } risk)
            {
                writer.Write(risk);
            }
        });
    }

    private protected override TrainingSet ToTrainingSet(JobWork work, JobData data, Matrix<float> features)
    {
        (Matrix<double> Quality, Matrix<double> Cost, Matrix<double>? Risk)[] shards = [.. work.Results(Labels)
            .Select(r => (r.ReadDoubleMatrix(), r.ReadDoubleMatrix(), r.ReadBoolean() ? r.ReadDoubleMatrix() : null))];
        Matrix<double>? risk = shards[0].Risk is null ? null : Join([.. shards.Select(shard => shard.Risk!)]);
        RoutingLabels labels = new RoutingLabels(
            data.Labels.Models, Join([.. shards.Select(s => s.Quality)]), Join([.. shards.Select(s => s.Cost)]), risk).WithRiskOfEveryModel();
        return DarsPolicyTrainer.ToTrainingSet(labels, features, data.Labels, data.CostCapUsd);
    }

    private static Matrix<double> Join(Matrix<double>[] shards) =>
        new(shards.Sum(shard => shard.Rows), shards[0].Columns, [.. shards.SelectMany(shard => shard.Values)]);

    private static DarsData Observations(JobWork work) => work.Memory.Get("observations", () =>
    {
        (DarsJob job, CancellationToken cancellationToken) = (work.Request.Dars, work.Context.CancellationToken);
        string[] prices = work.FilesOf(JobFileRole.Prices);
        return DarsData.Prepare(ObservationTableReader.Read(work.FilesOf(JobFileRole.Data), cancellationToken), new DarsDataOptions
        {
            Tasks = job.Tasks,
            Temperatures = job.Temperatures,
            Models = job.Models,
            OriginalRewrite = job.OriginalRewrite,
            CompleteQueriesOnly = false,
            Prices = prices.Length > 0 ? PriceList.Read(prices, cancellationToken) : null,
            PriceDataset = job.PriceDataset,
            Unpriced = job.Unpriced,
            NormaliseByTask = job.NormaliseByTask,
        });
    });
}
