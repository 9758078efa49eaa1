using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>A ≈ U·diag(σ)·Vᵀ with r columns; r is smaller than asked where the rank of A is.</summary>
/// <param name="LeftVectors">U, n × r, orthonormal columns.</param>
/// <param name="SingularValues">σ, length r, descending and positive.</param>
/// <param name="RightVectors">V, d × r, orthonormal columns; the largest entry by magnitude of each is positive.</param>
public sealed record TruncatedSvd(Matrix<double> LeftVectors, double[] SingularValues, Matrix<double> RightVectors);
