import threading

from roomjobs.jobs.ttl_cache import Cached


def test_a_value_is_loaded_anew_when_old_or_forgotten() -> None:
    now = 0.0
    loads: list[float] = []

    def load() -> int:
        loads.append(now)
        return len(loads)

    cached = Cached(load, seconds=3, clock=lambda: now)
    assert (cached.get(), cached.get()) == (1, 1)
    now = 4
    assert cached.get() == 2
    cached.forget()
    assert cached.get() == 3


def test_while_one_loads_others_get_the_earlier_value() -> None:
    now = 0.0
    loading, may_end = threading.Event(), threading.Event()

    def load() -> float:
        if now:
            loading.set()
            assert may_end.wait(10)
        return now

    cached = Cached(load, seconds=3, clock=lambda: now)
    assert cached.get() == 0
    now = 4
    slow = threading.Thread(target=cached.get)
    slow.start()
    assert loading.wait(10)
    assert cached.get() == 0
    may_end.set()
    slow.join(10)
    assert cached.get() == 4
