using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.SystemTests.Budgets;

/// <summary>Sends requests to several gateways at once, while these are killed and started again.</summary>
/// <param name="processes">The gateways; entries are replaced when one is started again.</param>
/// <param name="keys">Keys that requests are sent with in turn.</param>
/// <param name="requests">How many in all.</param>
/// <param name="kills">How many gateways are killed, evenly over the requests.</param>
internal sealed class SpendingSession(RouterProcess[] processes, string[] keys, int requests, int kills)
{
    private const int Workers = 200;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly SemaphoreSlim _killed = new(0);
    private int _started;
    private int _refused;
    private int _turnedAway;
    private int _lost;

    /// <summary>What each whole answer said it cost, by decision.</summary>
    public ConcurrentDictionary<string, MicroUsd> Answers { get; } = [];

    /// <summary>Requests that a budget refused.</summary>
    public int Refused => _refused;

    /// <summary>Times that a gateway said 503, because it or its database had stood still for too long; the request is sent again.</summary>
    public int TurnedAway => _turnedAway;

    /// <summary>Requests that a kill cut off, or that no gateway could take.</summary>
    public int Lost => _lost;

    /// <param name="restart">Starts a gateway in the place of one that was killed.</param>
    public async Task RunAsync(Func<Task<RouterProcess>> restart)
    {
        Task killing = KillAsync(restart);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
        await killing;
        _http.Dispose();
    }

    private async Task KillAsync(Func<Task<RouterProcess>> restart)
    {
        for (int kill = 1; kill <= kills; kill++)
        {
            while (Volatile.Read(ref _started) < Share(kill))
            {
                await Task.Delay(1);
            }

            int victim = kill % processes.Length;
            await processes[victim].KillAsync();
            // Those that wait for the kill go on while the gateway starts again.
            _killed.Release(Workers);
            RouterProcess old = processes[victim];
            processes[victim] = await restart();
            await old.DisposeAsync();
        }
    }

    private async Task WorkAsync()
    {
        int seen = 0;
        for (int i = Interlocked.Increment(ref _started); i <= requests; i = Interlocked.Increment(ref _started))
        {
            // Every kill meets requests under way, however slow it is to come.
            while (seen < kills && i > Share(seen + 1) + Workers)
            {
                await _killed.WaitAsync();
                seen++;
            }

            await SendAsync(i);
        }
    }

    private async Task SendAsync(int number)
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                if (await SendAsync(number, processes[(number + attempt) % processes.Length]))
                {
                    return;
                }

                Interlocked.Increment(ref _turnedAway);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                // It was not sent; another gateway takes it.
                await Task.Delay(5);
            }
            catch (HttpRequestException)
            {
                break;
            }
        }

        Interlocked.Increment(ref _lost);
    }

    /// <returns>Whether it was answered or refused for good.</returns>
    private async Task<bool> SendAsync(int number, RouterProcess process)
    {
        var body = new { model = "m", max_tokens = 20 + (number * 7919 % 400), messages = new[] { new { role = "user", content = $"Question {number}, please." } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, "/v1/chat/completions")) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", keys[number % keys.Length]);
        using HttpResponseMessage response = await _http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            await response.Content.ReadAsByteArrayAsync();
            decimal cost = decimal.Parse(response.Headers.GetValues("x-router-cost-usd").Single(), CultureInfo.InvariantCulture);
            Answers.TryAdd(response.Headers.GetValues("x-router-decision-id").Single(), MicroUsd.OfUsd(cost, "cost")).ShouldBeTrue();
        }
        else if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, await response.Content.ReadAsStringAsync());
            Interlocked.Increment(ref _refused);
        }

        return response.StatusCode != HttpStatusCode.ServiceUnavailable;
    }

    private int Share(int kill) => (int)((long)requests * kill / (kills + 1));
}
