#!/usr/bin/env python3
"""How long after SIGKILL of a silo every grain answers again: three silos and a gateway, real processes over PostgreSQL of their own.

    dotnet build src/OrleansRouter.Silo -c Release -p:Orleans=true
    python3 bench/load/failover.py src/OrleansRouter.Silo/bin/Release/net10.0/orleans-router-silo.dll SQL [kills] [setting=value ...]

SQL is the folder of Orleans' PostgreSQL scripts. Settings are those of "orleans" in the settings file, such as fastFailOver=true. Prints for every
kill when the first failed call and the last grain answered, in seconds after the kill. Grains are those of 60 tenants, asked over and over.
"""
import concurrent.futures
import contextlib
import glob
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

TENANTS = 60
SILOS = 3


@contextlib.contextmanager
def postgres(folder, scripts):
    bin_ = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    as_ = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    data = os.path.join(folder, "pg")
    os.mkdir(data)
    if as_:
        subprocess.run(["chown", "postgres", data], check=True)
    os.chmod(folder, 0o755)
    run = lambda *args: subprocess.run([*as_, *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=data)
    run(f"{bin_}/initdb", "-D", f"{data}/data", "-U", "router", "-A", "trust", "-E", "UTF8", "--locale=C")
    server = subprocess.Popen([*as_, f"{bin_}/postgres", "-D", f"{data}/data", "-k", data, "-c", "listen_addresses="],
                              stderr=open(os.path.join(folder, "postgres.log"), "w"), cwd=data)
    try:
        while subprocess.run([f"{bin_}/pg_isready", "-q", "-h", data], check=False).returncode != 0:
            time.sleep(0.05)
        for name in ("PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Reminders.sql"):
            run(f"{bin_}/psql", "-q", "-h", data, "-U", "router", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-f", os.path.join(scripts, name))
        yield f"postgres://router@/postgres?host={data}"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Node:
    """One process of the cluster; started again it has the same address."""

    def __init__(self, dll, folder, store, role, name, settings):
        self.command = ["dotnet", dll, "--config", os.path.join(folder, f"{name}.json")]
        self.log = os.path.join(folder, f"{name}.log")
        orleans = {"role": role, "membership": "postgres", "advertisedAddress": "127.0.0.1", "siloPort": free_port(), "clientPort": free_port(),
                   "responseTimeout": "00:00:05", **settings}
        with open(self.command[-1], "w") as file:
            json.dump({"store": store, "urls": "http://127.0.0.1:0", "simulatedQueries": 200, "orleans": orleans}, file)
        self.keys = {}
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=open(self.log, "a"), text=True)
        for line in self.process.stdout:
            if found := re.search(r"(tenant|operator) key\b.*?(or-\S+)", line):
                self.keys[found[1]] = found[2]
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1]
                return
        raise SystemExit(f"{self.command}: did not start; see {self.log}")

    def kill(self, sig=signal.SIGKILL):
        self.process.send_signal(sig)
        return self.process.wait()


def call(gateway, method, path, body=None):
    request = urllib.request.Request(gateway.url + path, method=method, data=None if body is None else json.dumps(body).encode(), headers={
        "Authorization": f"Bearer {gateway.keys['operator']}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def until_all_answer(gateway, since):
    """Asks every tenant's grain for a change again and again, each on its own, until it is made."""
    def one(tenant):
        failed = False
        while call(gateway, "PATCH", f"/admin/v1/tenants/t{tenant}", {"display_name": f"{time.time()}"})[0] != 200:
            failed = True
            time.sleep(0.01)
        return failed, time.monotonic() - since

    with concurrent.futures.ThreadPoolExecutor(TENANTS) as pool:
        answers = list(pool.map(one, range(TENANTS)))
    return max(at for _, at in answers), sum(failed for failed, _ in answers)


def main(dll, scripts, kills="5", *settings):
    settings = {name: json.loads(value) if value in ("true", "false") or value.isdigit() else value for name, value in (s.split("=") for s in settings)}
    with tempfile.TemporaryDirectory() as folder, postgres(folder, scripts) as store:
        silos = [Node(dll, folder, store, "silo", f"silo-{i}", settings) for i in range(SILOS)]
        gateway = Node(dll, folder, store, "gateway", "gateway", settings)
        try:
            for i in range(TENANTS):
                status, answer = call(gateway, "POST", "/admin/v1/tenants", {"id": f"t{i}", "display_name": "x"})
                assert status == 201, answer
            times = []
            for kill in range(int(kills)):
                until_all_answer(gateway, time.monotonic())
                silo = silos[kill % SILOS]
                silo.process.send_signal(signal.SIGKILL)
                took, failed = until_all_answer(gateway, time.monotonic())
                silo.process.wait()
                times.append(took)
                print(f"kill {kill + 1}: all {TENANTS} grains answered after {took:.2f} s; {failed} of them had failed a call", flush=True)
                silo.start()
                time.sleep(5)
            print(f"{settings}: {min(times):.2f} to {max(times):.2f} s, median {statistics.median(times):.2f} s")
        finally:
            for node in [*silos, gateway]:
                node.process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
