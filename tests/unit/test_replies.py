"""Replies to verdicts: the form, what is refused, and the scaffold that writes it."""

import shutil

import pytest

from techsov import cli
from techsov.claims import replies
from techsov.core.errors import ConfigError

CLAIMS = ["s3-rd-scale-us", "s3-rd-scale-eu"]
REPLY = """s3-rd-scale-us:
- by: N. V. Smorodinskaya
  date: "2027-01-15"
  text: {ru: Имелись в виду цены 2015 года.}
  source: OECD Main Science and Technology Indicators, March 2024
  page: table 1
"""


def load(path, text, documents=()):
    path.write_text(text, encoding="utf-8")
    return replies.load(path, CLAIMS, documents)


def test_the_projects_file_of_replies_is_read(root):
    assert replies.load(root / replies.PATH, CLAIMS) == {}


def test_a_reply_is_shown_in_the_language_of_the_page_or_in_its_own(tmp_path):
    (reply,) = load(tmp_path / "replies.yaml", REPLY)["s3-rd-scale-us"]
    assert reply.said("ru") == reply.said("en") == ("ru", "Имелись в виду цены 2015 года.")
    both = REPLY.replace("{ru:", "{en: At prices of 2015., ru:")
    (reply,) = load(tmp_path / "replies.yaml", both)["s3-rd-scale-us"]
    assert reply.said("en") == ("en", "At prices of 2015.")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("scale-us", "scale-su", "unknown claim `s3-rd-scale-su`; `s3-rd-scale-us`?"),
        ("2027-01-15", "January 2027", "date: a day, YYYY-MM-DD expected, found 'January 2027'"),
        ("  page: table 1\n", "", "`page` is missing"),
        ("ru:", "fr:", "unknown value `fr`"),
        ("{ru: Имелись в виду цены 2015 года.}", "{}", "the reply in its own words under"),
        ("page:", "side: left\n  page:", "unknown field `side`"),
        ("page:", "document: eu-none\n  page:", "unknown document `eu-none`"),
    ],
)
def test_what_is_no_reply_is_a_sentence(old, new, sentence, tmp_path):
    assert old in REPLY
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "replies.yaml", REPLY.replace(old, new), ["eu-repowereu-2022"])
    assert sentence in str(refused.value)


def test_a_document_of_the_catalogue_can_be_named(tmp_path):
    text = REPLY.replace("page:", "document: eu-repowereu-2022\n  page:")
    (reply,) = load(tmp_path / "replies.yaml", text, ["eu-repowereu-2022"])["s3-rd-scale-us"]
    assert reply.document == "eu-repowereu-2022"


def test_a_new_reply_touches_one_file_and_what_is_not_filled_in_is_named(root, tmp_path, capsys):
    shutil.copytree(root / "config", tmp_path / "config")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    new = ["--project", str(tmp_path), "new", "reply", "s3-rd-scale-us"]
    assert cli.main(new) == cli.DONE
    changed = [path for path in tmp_path.rglob("*.*") if before.get(path) != path.read_bytes()]
    assert changed == [tmp_path / replies.PATH]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "config/replies.yaml" and len(lines) == 7
    with pytest.raises(ConfigError) as refused:
        replies.load(changed[0], CLAIMS)
    for field in ("by", "date", "en", "ru", "source", "page"):
        assert f'{field}: "FILL IN' in str(refused.value)
    assert cli.main(new) == cli.REFUSED
    assert "`s3-rd-scale-us` is taken" in capsys.readouterr().err
    assert cli.main([*new[:-1], "s3-rd-scale"]) == cli.REFUSED
    assert "unknown claim `s3-rd-scale`" in capsys.readouterr().err
