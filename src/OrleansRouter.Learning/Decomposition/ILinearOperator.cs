using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>A matrix that is only ever multiplied, n × d.</summary>
internal interface ILinearOperator
{
    int Rows { get; }

    int Columns { get; }

    /// <summary>A·B, n × k, for B of d × k.</summary>
    Matrix<double> Multiply(Matrix<double> right, FitContext context);

    /// <summary>Aᵀ·B, d × k, for B of n × k.</summary>
    Matrix<double> TransposeMultiply(Matrix<double> right, FitContext context);
}
