"""A Spark cluster of processes on this machine: a master and two workers."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 60.0


@contextmanager
def run_cluster(folder: Path) -> Iterator[str]:
    """Start the processes, and end them; the address of the master."""
    port = _free_port()
    address = f"spark://{HOST}:{port}"
    deploy = "org.apache.spark.deploy"
    with ExitStack() as stack:
        _start(stack, folder, "master", f"{deploy}.master.Master", "--port", str(port), "--webui-port", "0")
        _wait_for(port)
        for number in range(WORKERS):
            words = (
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "-d",
                str(folder / f"worker{number}"),
                address,
            )
            _start(stack, folder, f"worker{number}", f"{deploy}.worker.Worker", *words)
        yield address


def _start(stack: ExitStack, folder: Path, name: str, kind: str, *words: str) -> None:
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    log = stack.enter_context((folder / f"{name}.log").open("wb"))
    process = subprocess.Popen([program, kind, "--host", HOST, *words], stdout=log, stderr=subprocess.STDOUT)
    stack.callback(process.wait, PATIENCE)
    stack.callback(process.terminate)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
