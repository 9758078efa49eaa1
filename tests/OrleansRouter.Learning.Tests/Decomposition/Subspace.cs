using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Decomposition;

/// <summary>How far apart two subspaces lie.</summary>
internal static class Subspace
{
    /// <summary>An upper bound of the sine of the largest angle between the spans of two sets of orthonormal rows: ‖E − E·AᵀA‖ (Frobenius).</summary>
    public static double Sine(Matrix<double> actual, double[][] expected)
    {
        double squares = 0;
        foreach (double[] e in expected)
        {
            double[] rest = [.. e];
            for (int k = 0; k < actual.Rows; k++)
            {
                double dot = actual.Row(k).ToArray().Zip(e, (x, y) => x * y).Sum();
                for (int j = 0; j < rest.Length; j++)
                {
                    rest[j] -= dot * actual[k, j];
                }
            }

            squares += rest.Sum(x => x * x);
        }

        return Math.Sqrt(squares);
    }

    public static Matrix<double> Transpose(Matrix<double> matrix)
    {
        var transposed = new Matrix<double>(matrix.Columns, matrix.Rows);
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                transposed[j, i] = matrix[i, j];
            }
        }

        return transposed;
    }

    /// <summary>Largest deviation of MᵀM from the identity.</summary>
    public static double Skewness(Matrix<double> columns)
    {
        Matrix<double> gram = DenseProducts.Scatter(columns.Rows, columns.Columns, (i, row) => columns.Row(i).CopyTo(row), FitContext.Default);
        return Enumerable.Range(0, gram.Rows).SelectMany(i => Enumerable.Range(0, gram.Rows).Select(j => Math.Abs(gram[i, j] - (i == j ? 1 : 0)))).Max();
    }

    /// <summary>n × d data with singular values 1, decay, decay², …, of the given rank, plus an offset.</summary>
    public static Matrix<float> LowRank(int rows, int columns, int rank, double decay, float offset, ulong seed)
    {
        Matrix<double> left = RandomBasis(rows, rank, seed), right = RandomBasis(columns, rank, seed + 1);
        for (int k = 0; k < rank; k++)
        {
            Learning.Decomposition.Signs.ScaleColumn(left, k, Math.Pow(decay, k));
        }

        Matrix<double> data = DenseProducts.Multiply(rows, (i, row) => left.Row(i).CopyTo(row), Transpose(right), FitContext.Default);
        return new Matrix<float>(rows, columns, [.. data.Values.Select(v => offset + (float)v)]);
    }

    private static Matrix<double> RandomBasis(int rows, int columns, ulong seed) => Learning.Decomposition.OrthonormalBasis.Of(
        Learning.Decomposition.RandomizedSvd.Gaussian(rows, columns, seed, FitContext.Default), FitContext.Default);
}
