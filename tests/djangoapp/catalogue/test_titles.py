"""Names for people out of names of files and folders."""

import pytest

from djangoapp.catalogue.text import clean_filename, readable, title_from


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("jum'at kliwon.jpg", "Jum'at Kliwon"),
        ("al-qur\u2019an.jpg", "Al Qur\u2019an"),
        ("19th_century.jpg", "19th Century"),
        ("IMG_parang-rusak.jpg", "IMG parang rusak"),
        (".jpg", "Jpg"),
        (None, "Image"),
    ],
)
def test_first_letters_alone_are_raised_and_no_extension_stays(filename, title):
    assert title_from(filename) == title


def test_codes_are_read_alike():
    assert readable("jum'at_kliwon") == "Jum'at Kliwon"
    assert readable("Bali_Barong") == "Bali Barong"


def test_a_joined_emoji_stays_joined_and_nothing_else_invisible_does():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean_filename(f"{family}.jpg") == f"{family}.jpg"
    assert clean_filename("kain\u200d.jpg") == "kain.jpg" and clean_filename("\u202ekain.jpg") == "kain.jpg"
