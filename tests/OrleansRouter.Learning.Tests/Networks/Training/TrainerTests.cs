using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Networks.Training;

public sealed class TrainerTests
{
    private const ulong Seed = 7;

    private static readonly Matrix<float> X = LearnerData.Features(300, 6, 1);
    private static readonly float[] Y = [.. LearnerData.Targets(X, 2).Select(y => (float)y)];
    private static readonly int[] Rows = [.. Enumerable.Range(0, X.Rows)];
    private static readonly TrainingOptions Options = new() { Epochs = 4, BatchRows = 130, ShardRows = 40 };

    [Fact]
    public void Run_AnyNumberOfThreads_SameBytes()
    {
        float[] one = Train(threads: 1);
        Train(threads: 2).ShouldBe(one);
        Train(threads: 5).ShouldBe(one);
    }

    [Fact]
    public void Run_AnotherSeed_OtherBytes() => Train(threads: 1, seed: 8).ShouldNotBe(Train(threads: 1));

    [Fact]
    public void Update_ShardsComputedByWorkersInAnyOrder_EqualsStepToTheBit()
    {
        (ParameterSet alone, Trainer trainer) = Create();
        trainer.Step(Rows.AsMemory(0, 130));
        trainer.Step(Rows.AsMemory(130, 130));
        (ParameterSet parameters, Trainer coordinator) = Create();
        for (int start = 0; start < 260; start += 130)
        {
            ReadOnlyMemory<int> batch = Rows.AsMemory(start, 130);
            byte[] sent = LearnerData.Bytes(parameters.Write);
            float[][] gradients = new float[4][];
            foreach (int shard in new[] { 2, 0, 3, 1 })
            {
                var worker = new GradientShards(ParameterSet.Read(new ModelReader(sent)), Define, Options);
                worker.ShardCount(batch.Length).ShouldBe(4);
                worker.Compute(batch, shard, coordinator.StepSeed(), out gradients[shard]);
            }

            coordinator.Update(0, gradients.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]));
        }

        parameters.Values.ShouldBe(alone.Values);
    }

    [Theory]
    [InlineData(130, 40, 1, new[] { 32, 33, 32, 33 })]
    [InlineData(130, 40, 10, new[] { 30, 30, 30, 40 })]
    [InlineData(60, 1, 20, new[] { 20, 20, 20 })]
    [InlineData(130, 2, 2, new[] { 16, 16, 16, 16, 16, 16, 16, 18 })]
    public void Compute_RowsOfAGroup_StayInOneShard(int rows, int shardRows, int groupRows, int[] sizes)
    {
        List<int> seen = [];
        var shards = new GradientShards(
            new ParameterSet(1),
            g =>
            {
                InputNode input = g.Input(1);
                return new Objective(input.Dense("z", 1), batch => seen.Add(batch.Rows.Length));
            },
            new TrainingOptions { BatchRows = rows, ShardRows = shardRows, GroupRows = groupRows });

        for (int i = 0; i < shards.ShardCount(rows); i++)
        {
            shards.Compute(Rows.AsMemory(0, rows), i, Seed, out _);
        }

        seen.ShouldBe(sizes);
    }

    [Fact]
    public void Compute_OneShardOrSeveral_SameLossAndGradientUpToRounding()
    {
        (double loss, float[] gradient) Total(int shardRows)
        {
            var shards = new GradientShards(new ParameterSet(1), Define, Options with { ShardRows = shardRows });
            var parts = Enumerable.Range(0, shards.ShardCount(130))
                .Select(i => (Loss: shards.Compute(Rows.AsMemory(0, 130), i, Seed, out float[] g), Gradient: g)).ToList();
            return (parts.Sum(p => p.Loss), parts.Select(p => p.Gradient).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]));
        }

        (double whole, float[] gradient) = Total(200);
        (double sum, float[] summed) = Total(17);
        sum.ShouldBe(whole, 1e-6);
        gradient.Zip(summed, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Step_AfterTheFirst_AllocatesNothing(int threads)
    {
        (_, Trainer trainer) = Create(threads);
        ReadOnlyMemory<int> batch = Rows.AsMemory(0, 130);
        for (int i = 0; i < 5; i++)
        {
            trainer.Step(batch);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            trainer.Step(batch);
        }

        // Work handed to pool threads may grow their queue once.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo(threads == 1 ? 0 : 1024);
    }

    [Fact]
    public void WriteAndRead_MidTraining_ContinuesAsIfNothingHappened()
    {
        (ParameterSet parameters, Trainer trainer) = Create();
        trainer.RunEpoch(Rows, epoch: 0);
        trainer.RunEpoch(Rows, epoch: 1);
        byte[] saved = LearnerData.Bytes(trainer.Write);
        (ParameterSet resumed, Trainer other) = Create();
        other.Read(new ModelReader(saved));
        other.Steps.ShouldBe(trainer.Steps);
        other.RunEpoch(Rows, epoch: 2);
        other.RunEpoch(Rows, epoch: 3);
        resumed.Values.ShouldBe(Train(threads: 1));
        resumed.Values.ShouldNotBe(parameters.Values);
    }

    [Fact]
    public void Read_StateOfAnotherNetwork_Refused()
    {
        (_, Trainer trainer) = Create();
        var other = new Trainer(new ParameterSet(1), g => new Objective(g.Input(2).Dense("z", 1), _ => { }), Options, Seed, FitContext.Default);
        Should.Throw<ModelFormatException>(() => other.Read(new ModelReader(LearnerData.Bytes(trainer.Write)))).Message.ShouldContain("(z.weight, 2, 1)");
    }

    [Fact]
    public void Run_LossNoLongerImproves_StopsAfterPatience()
    {
        (_, Trainer trainer) = Create(options: Options with { Epochs = 1000, Tolerance = 0.05, Patience = 3 });
        TrainingReport report = trainer.Run(Rows);
        report.StoppedEarly.ShouldBeTrue();
        double best = double.PositiveInfinity;
        int[] stale = new int[report.Losses.Count];
        for (int i = 0; i < stale.Length; i++)
        {
            stale[i] = report.Losses[i] > best - 0.05 ? (i == 0 ? 0 : stale[i - 1]) + 1 : 0;
            best = Math.Min(best, report.Losses[i]);
        }

        stale[^1].ShouldBe(3);
        stale[..^1].ShouldAllBe(s => s < 3);
    }

    [Fact]
    public void Run_ValidationRows_KeepsTheBestParameters()
    {
        (ParameterSet parameters, Trainer trainer) = Create(
            options: new TrainingOptions { Epochs = 60, BatchRows = 16, Optimizer = new AdamOptions { LearningRate = 0.05 } });
        int[] validation = Rows[200..];
        TrainingReport report = trainer.Run(Rows[..4], validation);
        report.ValidationLosses.Count.ShouldBe(60);
        report.ValidationLosses[report.BestEpoch].ShouldBe(report.ValidationLosses.Min());
        report.BestEpoch.ShouldBeLessThan(59);
        MeanLoss(parameters, validation).ShouldBe(report.ValidationLosses.Min(), 1e-6);
    }

    [Fact]
    public void Run_LearningRateTooLarge_SaysThatItDiverged()
    {
        (_, Trainer trainer) = Create(options: Options with { Optimizer = new SgdOptions { LearningRate = 1e6 }, Epochs = 100 });
        Should.Throw<ArithmeticException>(() => trainer.Run(Rows)).Message.ShouldContain("learning rate");
    }

    [Fact]
    public void Run_Cancelled_StopsWithinAStep()
    {
        using var source = new CancellationTokenSource();
        int epochs = 0;
        var progress = new Reports(_ => epochs++, source.Cancel);
        var trainer = new Trainer(new ParameterSet(1), Define, Options with { Epochs = 1000 }, Seed, new FitContext(1, progress, source.Token));
        Should.Throw<OperationCanceledException>(() => trainer.Run(Rows));
        epochs.ShouldBe(1);
    }

    [Fact]
    public void Run_Progress_RisesToOne()
    {
        List<double> shares = [];
        var trainer = new Trainer(new ParameterSet(1), Define, Options, Seed, new FitContext(1, new Reports(shares.Add, () => { })));
        trainer.Run(Rows);
        shares.ShouldBe([0.25, 0.5, 0.75, 1]);
    }

    [Fact]
    public void Step_WeightDecayWithoutGradient_ShrinksWeightsAndLeavesBiases()
    {
        var parameters = new ParameterSet(1);
        var options = new TrainingOptions { BatchRows = 4, Optimizer = new SgdOptions { LearningRate = 0.5, WeightDecay = 0.1 } };
        var trainer = new Trainer(parameters, g => new Objective(g.Input(3).Dense("a", 1).Times(0), _ => { }), options, Seed, FitContext.Default);
        float[] weight = parameters["a.weight"].ToArray(), bias = parameters["a.bias"].ToArray();
        trainer.Step(Rows.AsMemory(0, 4));
        parameters["a.weight"].ToArray().Zip(weight, (after, before) => Math.Abs(after - (0.95f * before))).Max().ShouldBeLessThan(1e-7f);
        parameters["a.bias"].ToArray().ShouldBe(bias);
    }

    [Fact]
    public void Create_OptionsOrLossThatCannotWork_Refused()
    {
        void Refused(TrainingOptions options, string word) =>
            Should.Throw<ArgumentException>(() => Create(options: options)).Message.ShouldContain(word);
        Refused(Options with { BatchRows = 0 }, "BatchRows");
        Refused(Options with { Optimizer = new AdamOptions { Beta1 = 1 } }, "Beta1");
        Refused(Options with { Optimizer = new SgdOptions { LearningRate = double.NaN } }, "LearningRate");
        Should.Throw<ArgumentException>(() => new Trainer(
            new ParameterSet(1), g => new Objective(g.Embeddings("e", 3, 1), _ => { }), Options, Seed, FitContext.Default))
            .Message.ShouldContain("one row per row");
    }

    private static float[] Train(int threads, ulong seed = Seed)
    {
        (ParameterSet parameters, Trainer trainer) = Create(threads, seed: seed);
        trainer.Run(Rows);
        return parameters.Values;
    }

    private static (ParameterSet Parameters, Trainer Trainer) Create(int threads = 1, TrainingOptions? options = null, ulong seed = Seed)
    {
        var parameters = new ParameterSet(1);
        return (parameters, new Trainer(parameters, Define, options ?? Options, seed, new FitContext(threads)));
    }

    private static Objective Define(Graph graph)
    {
        InputNode x = graph.Input(X.Columns), y = graph.Input(1);
        Node prediction = x.Dense("a", 20).Relu().Dropout(0.1).Dense("b", 1);
        return new Objective(prediction.SquaredError(y), batch =>
        {
            x.Load(X, batch.Rows);
            y.Load(Y, batch.Rows);
        });
    }

    private static double MeanLoss(ParameterSet parameters, int[] rows)
    {
        var graph = new Graph(parameters, rows.Length);
        Objective objective = Define(graph);
        graph.Begin(rows.Length);
        objective.Load(new Batch(rows, default));
        graph.Forward(objective.Loss);
        return Graph.Sum(objective.Loss.Values) / rows.Length;
    }

    private sealed class Reports(Action<double> report, Action then) : IProgress<double>
    {
        public void Report(double value)
        {
            report(value);
            then();
        }
    }
}
