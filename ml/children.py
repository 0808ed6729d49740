"""Child processes that end with whoever made them, however that one ends."""

import os
import threading
import time

_LOOK_EVERY = 1.0


def end_with(parent: int) -> None:
    """From now on this process ends when `parent`, which made it, is gone, even by SIGKILL.

    A thread looks each second. The kernel's own signal would come too soon: it hangs on the thread that made
    the process, which may end before its process does.
    """
    threading.Thread(target=_watch, args=(parent,), name="watch-parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(1)
