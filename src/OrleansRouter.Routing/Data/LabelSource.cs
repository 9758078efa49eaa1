using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data;

/// <summary>What one mechanism (gold, a judge, an automatic label) said about the responses.</summary>
/// <param name="Name">Unique within a table; the trusted mechanism is called <see cref="LabelTable.Gold"/>.</param>
/// <param name="Scores">n × K scores of single responses; NaN where there is none.</param>
/// <param name="Gains">n verdicts on the row's own pair of models, positive where model A is better; NaN where there is none.</param>
public sealed record LabelSource(string Name, Matrix<double> Scores, double[] Gains);
