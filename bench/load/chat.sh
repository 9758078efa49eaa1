#!/usr/bin/env bash
# Chat completions through a gateway to a fake upstream that takes 20 ms: ours, with its durable log, limits and budgets on, against
# @portkey-ai/gateway, in one run. Needs wrk, node and npm. Usage: chat.sh [SECONDS] [CONNECTIONS…]; ORLEANS_ROUTER_BENCH_STORE names an empty
# PostgreSQL database that is measured beside SQLite.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10}; shift || true
connections=("${@:-}"); [ -n "${connections[0]}" ] || connections=(16 128)
folder=$(mktemp -d); pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
router=src/OrleansRouter.Cli/bin/Release/net10.0/orleans-router.dll
[ -n "${NO_BUILD:-}" ] || dotnet build src/OrleansRouter.Cli -c Release --nologo -v q >/dev/null
peer=${PORTKEY:-$folder/peer}
[ -d "$peer/node_modules" ] || npm install --prefix "$peer" --no-audit --no-fund --silent @portkey-ai/gateway

wait_for() { for _ in $(seq 300); do grep -q "$2" "$1" 2>/dev/null && return; sleep 0.2; done; echo "no '$2' in $1:"; cat "$1"; exit 1; }
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

upstream=$(free_port)
node bench/load/upstream.mjs "$upstream" 20 >"$folder/upstream" & pids+=($!)
wait_for "$folder/upstream" listening

start_ours() { # start_ours NAME STORE: sets url and key
  dotnet $router serve --urls http://127.0.0.1:0 --store "$2" >"$folder/$1" 2>"$folder/$1.err" & pids+=($!)
  wait_for "$folder/$1" "listening on"
  url=$(sed -n 's/^listening on //p' "$folder/$1" | head -1)
  key=$(grep -oE 'tenant key.*' "$folder/$1" | grep -oE 'or-\S+')
  export ORLEANS_ROUTER_KEY=$(grep -oE 'operator key.*' "$folder/$1" | grep -oE 'or-\S+')
  for model in sim-1 sim-2 sim-3 sim-4; do
    dotnet $router model set $model --url "$url" --provider openai --base-url "http://127.0.0.1:$upstream/v1" --max-output-tokens 400 \
      --input-usd-per-million-tokens 0.15 --output-usd-per-million-tokens 0.6 >/dev/null
  done
  dotnet $router tenant update default --url "$url" --requests-per-minute 100000000 --tokens-per-minute 1000000000000 --concurrent-requests 100000 \
    --budget-daily-usd 100000 --budget-monthly-usd 1000000 >/dev/null
}

run() { # run NAME URL MODEL CONNECTIONS HEADER…
  local name=$1 target=$2 model=$3 count=$4; shift 4
  cat >"$folder/request.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
$(for header in "$@"; do echo "wrk.headers[\"${header%%: *}\"] = \"${header#*: }\""; done)
wrk.body = [[{"model":"$model","max_tokens":100,"messages":[{"role":"user","content":"$prompt"}]}]]
LUA
  wrk -t1 -c"$count" -d3s -s "$folder/request.lua" "$target/v1/chat/completions" >/dev/null # warm up
  wrk -t1 -c"$count" -d"${seconds}s" --latency -s "$folder/request.lua" "$target/v1/chat/completions" |
    awk -v name="$name" -v count="$count" '/50%/ {p50=$2} /99%/ {p99=$2} /Requests\/sec/ {rate=$2} /Non-2xx/ {bad=$NF}
      END {printf "| %s | %s | %s | %s | %s | %s |\n", name, count, rate, p50, p99, bad == "" ? 0 : bad}'
}

prompt="Explain in simple steps how a transformer in a power grid changes voltage, and why the losses are smaller at a higher one. Then compare the efficiency of two designs, and give one rigorous formula for each with all the units, so that a student can compute the losses of a line of a hundred kilometres."
start_ours sqlite "$folder/bench.db"; sqlite_url=$url sqlite_key=$key
if [ -n "${ORLEANS_ROUTER_BENCH_STORE:-}" ]; then start_ours postgres "$ORLEANS_ROUTER_BENCH_STORE"; postgres_url=$url postgres_key=$key; fi
peer_port=$(free_port)
node "$peer/node_modules/@portkey-ai/gateway/build/start-server.js" --port="$peer_port" --headless >"$folder/peer.out" 2>&1 & pids+=($!)
for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$peer_port/" && break; sleep 0.2; done

echo "$seconds s each, $(nproc) processors shared with wrk, the upstream and the gateway; upstream 20 ms"
echo "| way | connections | requests/s | p50 | p99 | not 2xx |"
echo "|---|---|---|---|---|---|"
for count in "${connections[@]}"; do
  run "upstream alone" "http://127.0.0.1:$upstream" fake "$count"
  run "OrleansRouter, SQLite" "$sqlite_url" auto "$count" "Authorization: Bearer $sqlite_key"
  [ -z "${postgres_url:-}" ] || run "OrleansRouter, PostgreSQL" "$postgres_url" auto "$count" "Authorization: Bearer $postgres_key"
  run "@portkey-ai/gateway" "http://127.0.0.1:$peer_port" fake "$count" "Authorization: Bearer x" "x-portkey-provider: openai" "x-portkey-custom-host: http://127.0.0.1:$upstream/v1"
done
