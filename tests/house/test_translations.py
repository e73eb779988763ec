"""The check of the translations finds what is missing, doubtful or wrong: it can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TRANSLATED = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Good morning"
msgstr "Goedemorgen"

#, python-format
msgid "%(count)s question"
msgid_plural "%(count)s questions"
msgstr[0] "%(count)s vraag"
msgstr[1] "%(count)s vragen"
"""
PAGE = """{% load i18n %}{% translate "Good morning" %}
{% blocktranslate count count=n %}{{ count }} question{% plural %}{{ count }} questions{% endblocktranslate %}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The smallest house with texts: the real settings, one page and its words."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed. On Debian: apt install gettext")
    words = tmp_path / "locale/nl/LC_MESSAGES"
    words.mkdir(parents=True)
    (words / "django.po").write_text(TRANSLATED)
    (tmp_path / "manage.py").write_text(
        "from django.conf import settings\n"
        "from django.core.management import execute_from_command_line\nimport sys\n"
        "settings.configure(LOCALE_PATHS=['locale'])\nexecute_from_command_line(sys.argv)\n"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(PAGE)
    return tmp_path


def _check(house: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "script/translations.py"), str(house)]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)


def test_words_for_every_text_are_enough(house):
    outcome = _check(house)
    assert outcome.returncode == 0, outcome.stderr


def test_the_check_changes_nothing(house):
    (house / "templates/more.html").write_text("{% load i18n %}{% translate 'Good night' %}")
    assert _check(house).returncode == 1
    assert _check(house).returncode == 1
    assert (house / "locale/nl/LC_MESSAGES/django.po").read_text() == TRANSLATED


PLANTED = [
    ('msgstr "Goedemorgen"', 'msgstr ""', "missing: 'Good morning' (templates/page.html:1)"),
    ('msgid "Good morning"', '#, fuzzy\nmsgid "Good morning"', "doubtful: 'Good morning'"),
    ('msgid "Good morning"', 'msgid "Good mornings"', "doubtful: 'Good morning'"),
    ('msgstr[1] "%(count)s vragen"', 'msgstr[1] ""', "missing: '%(count)s question'"),
    ('msgstr[1] "%(count)s vragen"', 'msgstr[1] "%(aantal)s vragen"', "msgstr[1]"),
]


@pytest.mark.parametrize(("was", "becomes", "expected"), PLANTED)
def test_a_fault_is_found_and_named(house, was, becomes, expected):
    words = house / "locale/nl/LC_MESSAGES/django.po"
    words.write_text(TRANSLATED.replace(was, becomes))
    outcome = _check(house)
    assert outcome.returncode == 1
    assert expected in outcome.stderr


def test_without_gettext_it_says_what_to_install(house, tmp_path):
    outcome = _check(house, PATH=str(tmp_path))
    assert outcome.returncode == 1
    assert "apt install gettext" in outcome.stderr
