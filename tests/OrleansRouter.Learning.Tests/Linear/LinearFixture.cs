using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Linear;

/// <summary>scikit-learn's coefficients; written by bench/peers/linear_fixtures.py.</summary>
internal sealed record LinearFixture(
    float[][] Features, double[] Targets, bool[] Labels, double[] Weights,
    LinearFixture.Case[] Ridge, LinearFixture.LeaveOneOut RidgeLeaveOneOut, LinearFixture.Case[] Logistic, LinearFixture.Case[] Lasso)
{
    public static LinearFixture Instance { get; } = Fixture.Load<LinearFixture>("linear");

    public Matrix<float> X => new(Features.Length, Features[0].Length, [.. Features.SelectMany(row => row)]);

    internal sealed record Case(
        double Penalty, double[] Coefficients, double Intercept, double[] StandardisedCoefficients, double StandardisedIntercept)
    {
        public (double[] Coefficients, double Intercept) Expected(bool standardised) =>
            standardised ? (StandardisedCoefficients, StandardisedIntercept) : (Coefficients, Intercept);
    }

    internal sealed record LeaveOneOut(double[] Penalties, double[] MeanSquaredErrors, double Best);
}
