using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>What every registered router family must do; a new family is covered by being registered.</summary>
public abstract class RouterFamilyConformance
{
    private static readonly Dictionary<string, string> TrainingLengths = new(StringComparer.Ordinal)
    {
        ["Epochs"] = "2",
        ["MaxIterations"] = "10",
        ["Restarts"] = "2",
    };

    private static readonly double[] CostWeights = [0, 0.01, 0.05, 0.2, 0.5, 1, 5, 100];

    public static TheoryData<string> Names => [.. RouterFamilies.Registry.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Train_SameSeed_SameBytesOnOneAndManyThreads(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        TrainingSet data = RoutingSamples.TrainingSet(rows: 120);

        byte[] single = Bytes(Train(family, data, new FitContext(Threads: 1)));

        Bytes(Train(family, data, new FitContext(Threads: 4))).ShouldBe(single);
        Bytes(Train(family, data, new FitContext(Threads: 3))).ShouldBe(single);
    }

    [Theory, MemberData(nameof(Names))]
    public void WriteThenRead_ScoresAndBytesAreTheSame(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        IRouter written = Train(family, RoutingSamples.TrainingSet());
        byte[] bytes = Bytes(written);

        IRouter read = family.Read(new ModelReader(bytes));

        Bytes(read).ShouldBe(bytes);
        read.Models.ShouldBe(written.Models);
        read.FeatureCount.ShouldBe(written.FeatureCount);
        foreach (float[] embedding in Embeddings(written.FeatureCount))
        {
            Score(read, embedding).ShouldBe(Score(written, embedding));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Read_TruncatedBytes_AreRefused(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        byte[] bytes = Bytes(Train(family, RoutingSamples.TrainingSet(rows: 6, models: 2)));

        for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 200))
        {
            Should.Throw<ModelFormatException>(() => family.Read(new ModelReader(bytes.AsMemory(0, length))));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Score_LargerCostWeight_NeverCostsMoreInExpectation(string name)
    {
        IRouter router = Train(RouterFamilies.Registry.Get(name), RoutingSamples.TrainingSet(models: 5));
        bool[] eligible = [true, true, true, false, true];

        foreach (float[] embedding in Embeddings(router.FeatureCount))
        {
            double before = double.PositiveInfinity;
            foreach (double costWeight in CostWeights)
            {
                var preference = new Preference { CostWeight = costWeight };
                CandidateScore[] scores = Score(router, embedding, preference);
                double cost = Distribution(router, embedding, preference, scores, eligible).Zip(scores, (p, s) => p * s.NormalisedCost).Sum();
                cost.ShouldBeLessThanOrEqualTo(before + 1e-12);
                before = cost;
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Score_AnyEmbedding_IsFiniteWithCostInTheUnitIntervalAndNoNegativeRisk(string name)
    {
        IRouter router = Train(RouterFamilies.Registry.Get(name), RoutingSamples.TrainingSet());

        ShouldBeSound(router);
    }

    [Theory, MemberData(nameof(Names))]
    public void Score_RepeatedCalls_AllocateNothing(string name)
    {
        IRouter router = Train(RouterFamilies.Registry.Get(name), RoutingSamples.TrainingSet());
        var scores = new CandidateScore[router.Models.Count];
        float[] embedding = Embeddings(router.FeatureCount)[0];
        router.Score(embedding, Preference.Default, scores);

        long before = GC.GetAllocatedBytesForCurrentThread();
        router.Score(embedding, Preference.Default, scores);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_MissingLabels_LearnsFromTheRest(string name)
    {
        TrainingSet data = RoutingSamples.TrainingSet(rows: 60);
        var rng = new Rng(3);
        for (int i = 1; i < data.Features.Rows; i++)
        {
            int model = rng.NextInt(data.Models.Count);
            data.Quality[i, model] = double.NaN;
            data.CostUsd[i, rng.NextInt(2) == 0 ? model : rng.NextInt(data.Models.Count)] = double.NaN;
        }

        ShouldBeSound(Train(RouterFamilies.Registry.Get(name), data));
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_SmallestData_Works(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);

        ShouldBeSound(Train(family, RoutingSamples.TrainingSet(models: 1)));
        ShouldBeSound(Train(family, RoutingSamples.TrainingSet(rows: 1)));
        ShouldBeSound(Train(family, RoutingSamples.TrainingSet(rows: 2)));
        ShouldBeSound(Train(family, RoutingSamples.TrainingSet() with { Features = new Matrix<float>(40, 8) }));
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_RepeatedObservations_WithRiskLabels_Works(string name)
    {
        TrainingSet data = RoutingSamples.TrainingSet();
        var risk = new Matrix<double>(data.Features.Rows, data.Models.Count);
        risk.Values.AsSpan().Fill(0.25);

        ShouldBeSound(Train(RouterFamilies.Registry.Get(name), data with { Risk = risk }));
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_RiskUnknownInSomeRows_LearnsFromTheRest(string name)
    {
        TrainingSet data = RoutingSamples.TrainingSet();
        var risk = new Matrix<double>(data.Features.Rows, data.Models.Count);
        for (int c = 0; c < risk.Values.Length; c++)
        {
            risk.Values[c] = c % 3 == 0 ? double.NaN : 0.25;
        }

        risk.Row(0).Fill(0.25);
        ShouldBeSound(Train(RouterFamilies.Registry.Get(name), data with { Risk = risk }));
    }

    /// <summary>A family may ignore cheap labels, but then has to do with the trusted ones that such data have.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Train_CheapLabelsWhereTrustedOnesAreMissing_WorksAsEverWithoutThem(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        TrainingSet data = RoutingSamples.CheapTrainingSet();

        IRouter router = Train(family, data, new FitContext(Threads: 1));

        ShouldBeSound(router);
        Bytes(Train(family, data, new FitContext(Threads: 3))).ShouldBe(Bytes(router));
        Bytes(family.Read(new ModelReader(Bytes(router)))).ShouldBe(Bytes(router));
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_DataThatCannotTeach_IsRefusedWithTheReason(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        TrainingSet data = RoutingSamples.TrainingSet();

        Message(data with { Features = new Matrix<float>(0, 8) }).ShouldBe("The training set has no rows.");
        Message(data with { Models = ["a"] }).ShouldBe("Quality is 40 × 3; expected 40 rows × 1 models.");
        Message(data with { CostCapUsd = double.NaN }).ShouldBe("The cost cap is NaN USD; expected a positive number.");
        Message(data with { Quality = Filled(double.NaN) }).ShouldBe("Model 'model-0' has no quality label in any of the 40 rows.");
        Message(data with { Quality = Filled(double.PositiveInfinity) }).ShouldBe("A quality label is infinite.");
        Message(data with { CostUsd = Filled(double.NaN) }).ShouldBe("Model 'model-0' has no known cost in any of the 40 rows.");
        Message(data with { CostUsd = Filled(-1) }).ShouldBe("A cost is negative.");

        string Message(TrainingSet wrong) => Should.Throw<ArgumentException>(() => Train(family, wrong)).Message;

        static Matrix<double> Filled(double value)
        {
            var labels = new Matrix<double>(40, 3);
            labels.Values.AsSpan().Fill(value);
            return labels;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_OptionsOfAnotherType_AreRefused(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);

        Should.Throw<ArgumentException>(() => family.Train(RoutingSamples.TrainingSet(), "none", 1, FitContext.Default))
            .Message.ShouldStartWith($"Family '{name}' takes {family.DefaultOptions.GetType().Name}; got String.");
    }

    [Theory, MemberData(nameof(Names))]
    public void Options_DefaultsAreValidAndEveryRangeIsKept(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        OptionsBinder.Validated(family, family.DefaultOptions).ShouldBe(family.DefaultOptions);

        foreach (PropertyInfo property in family.DefaultOptions.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                string tooLarge = (Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) + 1).ToString("R", CultureInfo.InvariantCulture);
                Should.Throw<ArgumentException>(() => OptionsBinder.Bind(family, [KeyValuePair.Create(property.Name, tooLarge)]))
                    .Message.ShouldContain(property.Name, Case.Insensitive);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Train_Cancelled_Stops(string name) => Should.Throw<OperationCanceledException>(() => Train(
        RouterFamilies.Registry.Get(name),
        RoutingSamples.TrainingSet(),
        new FitContext(CancellationToken: new CancellationToken(canceled: true))));

    [Theory, MemberData(nameof(Names))]
    public void Distribution_AnyEligibleSet_SumsToOneAndLeavesTheRestAtZero(string name)
    {
        IRouter router = Train(RouterFamilies.Registry.Get(name), RoutingSamples.TrainingSet(models: 4));
        float[] embedding = Embeddings(router.FeatureCount)[1];
        CandidateScore[] scores = Score(router, embedding);

        for (int set = 1; set < 16; set++)
        {
            bool[] eligible = [.. Enumerable.Range(0, 4).Select(k => (set >> k) % 2 == 1)];
            double[] probabilities = Distribution(router, embedding, Preference.Default, scores, eligible);
            probabilities.Sum().ShouldBe(1, 1e-12);
            probabilities.Zip(eligible).ShouldAllBe(p => p.Second ? p.First >= 0 : p.First == 0);
        }
    }

    private static IRouter Train(IRouterFamily family, TrainingSet data, FitContext? context = null) =>
        family.Train(data, ShortTraining(family), 11, context ?? FitContext.Default);

    /// <summary>The default options but for the length of the training, which no rule here depends on.</summary>
    private static object ShortTraining(IRouterFamily family) => OptionsBinder.Bind(
        family, TrainingLengths.Where(option => family.DefaultOptions.GetType().GetProperty(option.Key) is not null));

    private static byte[] Bytes(IRouter router)
    {
        using var stream = new MemoryStream();
        router.Write(new ModelWriter(stream));
        return stream.ToArray();
    }

    private static void ShouldBeSound(IRouter router)
    {
        foreach (CandidateScore score in Embeddings(router.FeatureCount).SelectMany(embedding => Score(router, embedding)))
        {
            double.IsFinite(score.Quality).ShouldBeTrue();
            double.IsFinite(score.Utility).ShouldBeTrue();
            score.NormalisedCost.ShouldBeInRange(0, 1);
            score.Risk.ShouldBeInRange(0, double.MaxValue);
        }
    }

    /// <summary>Nothing known, one training row, and unit vectors in all directions.</summary>
    private static float[][] Embeddings(int dimensions)
    {
        var rng = new Rng(9);
        return [new float[dimensions], RoutingSamples.TrainingSet().Features.Row(0).ToArray(), .. Enumerable.Range(0, 20).Select(_ => Unit())];

        float[] Unit()
        {
            double[] direction = [.. Enumerable.Range(0, dimensions).Select(_ => rng.NextGaussian())];
            double norm = Math.Sqrt(direction.Sum(x => x * x));
            return [.. direction.Select(x => (float)(x / norm))];
        }
    }

    private static CandidateScore[] Score(IRouter router, float[] embedding, Preference? preference = null)
    {
        var scores = new CandidateScore[router.Models.Count];
        router.Score(embedding, preference ?? Preference.Default, scores);
        return scores;
    }

    private static double[] Distribution(IRouter router, float[] embedding, Preference preference, CandidateScore[] scores, bool[] eligible)
    {
        double[] probabilities = new double[scores.Length];
        router.Distribution(embedding, preference, scores, eligible, probabilities);
        return probabilities;
    }
}
