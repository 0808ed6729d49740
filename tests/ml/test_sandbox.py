"""The bounded decoder: hostile input costs a child process, never this one."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from ml.errors import DecoderBusy, ImageTooLarge, UnreadableImage, UnsupportedFormat
from ml.images import GuardedDecoder, decode
from tests.ml.patterns import jpeg, pattern

ROOT = Path(__file__).parents[2]


def swallow(size: int) -> int:
    return len(bytearray(size))


def toil() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.fixture(scope="module")
def guarded():
    decoder = GuardedDecoder(memory_bytes=300_000_000, cpu_seconds=1, timeout=4)
    yield decoder
    decoder.close()


def test_it_decodes_as_the_decoder_does(guarded: GuardedDecoder) -> None:
    data = jpeg(pattern("dots", 1))
    assert np.array_equal(guarded.run(decode, data, at_least=64), decode(data, at_least=64))


def test_errors_come_back_as_they_are(guarded: GuardedDecoder) -> None:
    with pytest.raises(UnsupportedFormat, match="text file"):
        guarded.run(decode, b"text")


@pytest.mark.slow
def test_too_much_memory_time_or_a_crash_is_an_error_and_the_next_call_works(guarded: GuardedDecoder) -> None:
    with pytest.raises(ImageTooLarge) as caught:
        guarded.run(swallow, 1_000_000_000)
    assert caught.value.limit == "memory"
    with pytest.raises(ImageTooLarge) as caught:
        guarded.run(toil)
    assert caught.value.limit == "time"
    with pytest.raises(DecoderBusy, match="again"):
        guarded.run(time.sleep, 30)
    with pytest.raises(UnreadableImage, match="died"):
        guarded.run(die)
    assert guarded.run(swallow, 1000) == 1000


def test_threads_share_it(guarded: GuardedDecoder) -> None:
    data, shapes = jpeg(pattern("dots", 1)), []
    threads = [
        threading.Thread(target=lambda: shapes.append(guarded.run(decode, data).shape)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(96, 96, 3)] * 6


def test_a_forked_process_makes_its_own(guarded: GuardedDecoder) -> None:
    assert guarded.run(swallow, 10) == 10
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if guarded.run(swallow, 20) == 20 else 2
            guarded.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert guarded.run(swallow, 30) == 30


@pytest.mark.slow
def test_processor_time_is_counted_anew_for_each_call(guarded: GuardedDecoder) -> None:
    for _ in range(4):
        assert guarded.run(spend, 0.4)


def spend(seconds: float) -> bool:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True


@pytest.mark.slow
def test_more_callers_than_it_takes_are_sent_away_at_once() -> None:
    decoder = GuardedDecoder(callers=1)
    try:
        first = threading.Thread(target=decoder.run, args=(time.sleep, 1.0))
        first.start()
        time.sleep(0.2)
        with pytest.raises(DecoderBusy):
            decoder.run(swallow, 1)
        first.join()
        assert decoder.run(swallow, 1) == 1
    finally:
        decoder.close()


@pytest.mark.slow
def test_a_child_in_the_middle_of_a_call_ends_with_a_killed_parent() -> None:
    script = (
        "import sys, threading, time\n"
        "from ml.images import GuardedDecoder\n"
        "if __name__ == '__main__':\n"
        "    decoder = GuardedDecoder(workers=2)\n"
        "    decoder.run(abs, -1)\n"
        "    threading.Thread(target=decoder.run, args=(time.sleep, 60), daemon=True).start()\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "up\n"
    time.sleep(0.5)
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) >= 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
