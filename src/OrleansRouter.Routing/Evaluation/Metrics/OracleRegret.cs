namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>Regret = mean utility of the oracle, which knows every outcome, − mean utility of the policy.</summary>
public static class OracleRegret
{
    /// <summary>The regret; 0 exactly when every choice was best.</summary>
    /// <param name="oracleUtility">Mean over the same queries of the largest utility of any model.</param>
    /// <param name="policyUtility">Mean utility of the policy's choices.</param>
    public static double Of(double oracleUtility, double policyUtility) => oracleUtility - policyUtility;
}
