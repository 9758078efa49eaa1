using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Sets aside the candidates that rest, because they mostly failed of late or have become slow.</summary>
internal sealed class HealthFilter(ModelBreakers breakers, LatencyWatch latency, GatewayOptions options)
{
    public (IReadOnlyList<ModelEntry> Well, IReadOnlyList<Refusal> Unwell) Apply(IReadOnlyList<ModelEntry> models)
    {
        List<Refusal> unwell =
        [
            .. from model in models
               let until = breakers.RestsUntil(model.Id)
               where until is not null
               select new Refusal(model.Id, $"failed too often of late and rests until {until:O}"),
        ];
        unwell.AddRange(Slow(models).ExceptBy(unwell.Select(u => u.Model), slow => slow.Model));
        return unwell.Count == 0 ? (models, []) : ([.. models.Where(m => !unwell.Exists(u => u.Model == m.Id))], unwell);
    }

    /// <summary>The slow ones, at most their share of all: those with the longest rest first.</summary>
    private IEnumerable<Refusal> Slow(IReadOnlyList<ModelEntry> models) =>
        (from model in models
         let until = latency.RestsUntil(model.Id)
         where until is not null
         orderby until descending
         select new Refusal(model.Id, $"has become slow and is left alone until {until:O}"))
        .Take((int)(options.Ejection.LargestShare * models.Count));
}
