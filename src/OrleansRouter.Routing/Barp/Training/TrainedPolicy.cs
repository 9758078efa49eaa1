using OrleansRouter.Learning.Networks;
using OrleansRouter.Routing.Barp.Estimates;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>What a training gave.</summary>
/// <param name="Rewards">q̂ and ĉ; with the utility head, they are the policy.</param>
/// <param name="Network">Parameters of the policy network; null with the utility head.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Summary">How the training went.</param>
internal sealed record TrainedPolicy(RewardModel Rewards, ParameterSet? Network, PolicyShape Shape, BarpTrainingSummary Summary);

/// <summary>How a training went.</summary>
/// <param name="Feedbacks">How many outcomes were asked for.</param>
/// <param name="SeenCells">How many different pairs of query and model were asked.</param>
/// <param name="ClippedWeights">How many importance weights were cut.</param>
/// <param name="Steps">Updates of the policy.</param>
public sealed record BarpTrainingSummary(long Feedbacks, int SeenCells, long ClippedWeights, long Steps);
