namespace OrleansRouter.Learning.Neighbors;

/// <summary>How far two vectors lie apart.</summary>
public enum DistanceMetric
{
    /// <summary>‖q − x‖₂; exactly 0 for equal vectors.</summary>
    Euclidean = 0,

    /// <summary>1 − qᵀx/(‖q‖‖x‖), in [0, 2] up to rounding; 1 where either vector is zero.</summary>
    Cosine = 1,
}
