#!/usr/bin/env bash
# Requests per second and latency of POST /routing/v1/decide on this machine, by wrk, beside an endpoint that does nothing (/healthz)
# as the measure of what the web server alone takes. Needs wrk; starts a gateway of its own with simulated models and stops it again.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10} connections=${2:-16}
folder=$(mktemp -d)
store=${3:-$folder/bench.db} # or postgres://…, an empty database
[ -n "${NO_BUILD:-}" ] || dotnet build src/OrleansRouter.Cli -c Release --nologo -v q >/dev/null
dotnet src/OrleansRouter.Cli/bin/Release/net10.0/orleans-router.dll serve --urls http://127.0.0.1:0 --store "$store" >"$folder/out" 2>"$folder/err" &
gateway=$!
trap 'kill $gateway; wait $gateway 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 300); do grep -q "listening on" "$folder/out" && break; sleep 0.2; done
url=$(sed -n 's/^listening on //p' "$folder/out" | head -1)
key=$(grep -oE 'tenant key.*' "$folder/out" | grep -oE 'or-\S+')

run() { # run NAME PATH BODY
  cat >"$folder/request.lua" <<LUA
wrk.method = "$4"
wrk.headers["Authorization"] = "Bearer $key"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[$3]]
LUA
  wrk -t1 -c"$connections" -d3s -s "$folder/request.lua" "$url$2" >/dev/null # warm up
  echo "== $1"
  wrk -t1 -c"$connections" -d"${seconds}s" --latency -s "$folder/request.lua" "$url$2" | grep -E '50%|90%|99%|Requests/sec|Non-2xx' || true
}

prompt="Explain in simple steps how a transformer in a power grid changes voltage, and why the losses are smaller at a higher one. Then compare the efficiency of two designs, and give one rigorous formula for each with all the units, so that a student can compute the losses of a line of a hundred kilometres."
echo "$seconds s each, $connections connections, $(nproc) processors shared with wrk, prompt of ${#prompt} characters"
run "healthz: the web server alone" /healthz "" GET
run "decide, not recorded" /routing/v1/decide "{\"prompt\":\"$prompt\",\"record\":false}" POST
run "decide, recorded durably" /routing/v1/decide "{\"prompt\":\"$prompt\"}" POST
