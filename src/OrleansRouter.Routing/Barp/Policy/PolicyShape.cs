namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>The sizes of a policy network over z = [x; φ(w)].</summary>
/// <param name="Head">Its decision head.</param>
/// <param name="Features">Length d of the prompt vector.</param>
/// <param name="Arms">K.</param>
/// <param name="PreferenceWidth">Width of both layers of the preference encoder.</param>
/// <param name="HiddenWidth">Width of the hidden layer of the MLP head.</param>
internal sealed record PolicyShape(DecisionHead Head, int Features, int Arms, int PreferenceWidth, int HiddenWidth);
