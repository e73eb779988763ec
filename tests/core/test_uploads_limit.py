"""Too much at once is refused by name, and costs neither the memory nor the text that came with it."""

import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

MB = 1024 * 1024


@pytest.fixture
def sent():
    """Make a request with files of these sizes; whatever it stored is cleaned up, as a server does."""
    requests = []

    def make(*sizes: int):
        files = [SimpleUploadedFile(f"{number}.txt", b"x" * size) for number, size in enumerate(sizes)]
        requests.append(RequestFactory().post("/ask/", {"subject": "Te groot", "new_files": files}))
        return requests[-1]

    yield make
    for request in requests:
        request.close()


def test_a_file_over_the_limit_arrives_empty_with_its_size_and_the_text_is_there(settings, sent):
    settings.ATTACHMENT_MAX_BYTES = MB
    request = sent(10, 3 * MB, 20)
    assert request.POST["subject"] == "Te groot"
    small, large, last = request.FILES.getlist("new_files")
    assert (small.size, large.size, last.size) == (10, 3 * MB, 20)
    assert (small.read(), large.read(), last.read()) == (b"x" * 10, b"", b"x" * 20)


def test_what_goes_beyond_one_form_is_refused_whatever_its_own_size(settings, sent):
    settings.ATTACHMENT_MAX_BYTES, settings.REQUEST_MAX_BYTES = MB, 2 * MB
    first, second, third = sent(MB - 10, MB - 10, MB // 2).FILES.getlist("new_files")
    assert (first.size, second.size) == (MB - 10, MB - 10)
    assert third.size > settings.ATTACHMENT_MAX_BYTES
    assert third.read() == b""


def test_a_hundred_megabytes_are_read_without_being_kept_in_memory(settings, sent):
    settings.ATTACHMENT_MAX_BYTES = MB
    request = sent(100 * MB)
    tracemalloc.start()
    assert request.POST["subject"] == "Te groot"
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MB


def test_a_request_that_is_too_large_to_read_gets_a_page_that_says_so(settings):
    settings.REQUEST_READ_BYTES = 1000
    answer = Client().post("/login/", {"username": "x" * 2000})
    assert answer.status_code == 413
    assert b"<h1" in answer.content


@pytest.mark.parametrize("length", ["", "-5", "many", "٣", "9" * 30])
def test_a_length_that_is_no_number_is_left_to_the_server(length, db):
    assert Client().get("/login/", CONTENT_LENGTH=length).status_code == 200


def test_the_api_says_it_in_its_own_way(settings):
    settings.REQUEST_READ_BYTES = 1000
    answer = Client().post("/api/v1/tickets", b"x" * 2000, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
