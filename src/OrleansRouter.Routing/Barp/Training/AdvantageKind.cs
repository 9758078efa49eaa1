namespace OrleansRouter.Routing.Barp.Training;

/// <summary>What a model that was not asked is credited with.</summary>
public enum AdvantageKind
{
    /// <summary>REINFORCE with the mean reward of the batch as baseline (BaRP, eq. 6).</summary>
    BatchMean = 0,

    /// <summary>REINFORCE with the mean reward of the other rows of the batch.</summary>
    LeaveOneOut = 1,

    /// <summary>REINFORCE with a baseline that is learned as a function of the preference.</summary>
    Preference = 2,

    /// <summary>r̂ of a reward model, corrected by the present outcome where it was asked: the doubly robust policy gradient.</summary>
    DoublyRobust = 3,

    /// <summary>r̂ of a reward model, corrected by every outcome that was ever seen of the query.</summary>
    Replay = 4,
}
