"""The same request is done once, however often it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.models import Once, Pulse
from core.refusals import Refused
from core.services import LONGEST_KEY, OtherRequest, beat, fingerprint, once


class Work:
    """Counts how often it is done, and leaves a row each time."""

    def __init__(self) -> None:
        self.times = 0
        self.refuses = False

    def __call__(self) -> tuple[int, dict]:
        self.times += 1
        Pulse.objects.create(name=f"done {self.times}", at="2026-11-24T09:00:00Z")
        if self.refuses:
            raise Refused("Not now.")
        return 201, {"number": f"M-{self.times}"}


@pytest.fixture
def work(db) -> Work:
    return Work()


def ask(work: Work, key: str = "k", contents: object = "c", owner: str = "user:1"):
    return once(owner=owner, key=key, contents=contents, do=work)


def test_the_same_key_gets_the_same_answer(work):
    assert [ask(work), ask(work)] == [(201, {"number": "M-1"})] * 2
    assert work.times == 1


def test_each_key_and_each_person_has_an_answer_of_their_own(work):
    answers = [ask(work, "a"), ask(work, "b"), ask(work, "a", owner="user:2")]
    assert [answer["number"] for _status, answer in answers] == ["M-1", "M-2", "M-3"]


def test_without_a_key_it_is_simply_done(work):
    ask(work, "")
    ask(work, "")
    assert (work.times, Once.objects.count()) == (2, 0)


def test_a_refusal_undoes_all_and_frees_the_key(work):
    work.refuses = True
    with pytest.raises(Refused):
        ask(work)
    assert (Pulse.objects.count(), Once.objects.count()) == (0, 0)
    work.refuses = False
    assert ask(work) == (201, {"number": "M-2"})


def test_the_same_key_with_other_contents_is_another_request(work):
    ask(work, contents={"subject": "Lamp"})
    with pytest.raises(OtherRequest):
        ask(work, contents={"subject": "Stoel"})
    assert work.times == 1


def test_contents_are_the_same_in_whatever_order_they_are_named():
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert len(fingerprint("\ud800 half")) == 64


@pytest.mark.parametrize("key", ["x" * (LONGEST_KEY + 1), "nul\0", "line\nbreak", "half \ud800"])
def test_a_key_that_cannot_be_kept_is_refused(work, key):
    with pytest.raises(Refused):
        ask(work, key)
    assert work.times == 0
    assert ask(work, "x" * LONGEST_KEY)


def test_a_pulse_is_one_row_however_often_it_beats(db):
    beat("tick")
    first = Pulse.objects.get().at
    beat("tick")
    assert Pulse.objects.get().at > first


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_are_one_deed_and_twenty_equal_answers():
    work, together = Work(), Barrier(20)

    def one() -> object:
        try:
            together.wait()
            return ask(work)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = [future.result() for future in [pool.submit(one) for _number in range(20)]]
    assert answers == [(201, {"number": "M-1"})] * 20
    assert (work.times, Pulse.objects.count(), Once.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_two_is_refused_the_second_is_not_told_so():
    """Two at once; whoever comes first fails, the other does it anew."""
    work, together = Work(), Barrier(2)

    def do() -> tuple[int, dict]:
        work.refuses = work.times == 0
        return work()

    def one() -> object:
        try:
            together.wait()
            return once(owner="user:1", key="k", contents="c", do=do)
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(one), pool.submit(one)]]
    assert sorted(map(str, answers)) == sorted(map(str, ["refused", (201, {"number": "M-2"})]))
