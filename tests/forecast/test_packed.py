"""Compressed files and archives: one file is read, several are asked about, and no bomb fills the memory."""

import gzip
import zipfile

import pandas as pd
import pytest

from lstm.errors import DataError
from lstm.forecast.door import archives
from lstm.forecast.frame import read

ROWS = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=20), "y": range(20)})
CSV = ROWS.to_csv(index=False)


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def check(out, name):
    assert out["y"].tolist() == [*range(20)]
    assert f"{name!r} was unpacked" in out.attrs["mended"]


def test_a_compressed_csv_is_read(tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode("cp1252")))
    check(read(path), "sales.csv")


def test_the_only_file_of_an_archive_is_read_beside_what_systems_hide(tmp_path):
    files = {"in/sales.csv": CSV, "__MACOSX/in/._sales.csv": "x", ".DS_Store": "x"}
    check(read(packed(tmp_path / "a.zip", files)), "sales.csv")


@pytest.mark.parametrize("kind", ["parquet", "excel"])
def test_what_is_packed_may_be_of_any_kind(kind, tmp_path):
    inner = tmp_path / "inner"
    getattr(ROWS, f"to_{kind}")(*[inner if kind == "parquet" else inner.with_suffix(".xlsx")], index=False)
    [made] = tmp_path.iterdir()
    check(read(packed(tmp_path / "a.zip", {made.name: made.read_bytes()})), made.name)


def test_of_several_files_one_is_asked_for(tmp_path):
    path = packed(tmp_path / "a.zip", {"sales.csv": CSV, "about.csv": "a,b\n1,2\n"})
    with pytest.raises(DataError, match=r"an archive of 2 files came \('sales.csv', 'about.csv'\); name one"):
        read(path)
    with pytest.raises(DataError, match=r"no file 'sale' in the archive; one of 'sales.csv', 'about.csv'"):
        read(path, sheet="sale")
    check(read(path, sheet="sales.csv"), "sales.csv")


@pytest.mark.parametrize(
    ("inner", "program"), [("content.xml", "LibreOffice"), ("Index/Document.iwa", "Numbers")]
)
def test_workbooks_of_other_programs_are_named(inner, program, tmp_path):
    path = packed(tmp_path / "a.ods", {"mimetype": "x", inner: "<x/>"})
    with pytest.raises(DataError, match=f"a workbook of {program} came; save it as .xlsx or CSV"):
        read(path)


def test_a_compressed_file_has_no_sheets(tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    with pytest.raises(DataError, match="sheet 'May' was asked for"):
        read(path, sheet="May")


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_nothing_is_unpacked_beyond_a_bound(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST", 2**20)
    for size, much in ((2**20 - 1, False), (2**20 + 1, True)):
        content, path = b"0" * size, tmp_path / f"bomb{size}.{kind}"
        if kind == "gz":
            path.write_bytes(gzip.compress(content))
        else:
            packed(path, {"bomb.csv": content})
        with pytest.raises(DataError) as caught:
            read(path)
        assert ("more than 1 MiB when unpacked" in str(caught.value)) == much


@pytest.mark.parametrize("kind", ["gz", "zip", "xlsx"])
def test_damage_anywhere_is_one_clear_error_or_does_not_matter(kind, tmp_path):
    path = tmp_path / f"file.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(CSV.encode()))
    elif kind == "zip":
        packed(path, {"sales.csv": CSV})
    else:
        ROWS.to_excel(path, index=False)
    whole = path.read_bytes()
    step = max(1, len(whole) // 60)
    outcomes = {"same": 0, "error": 0}
    for place in range(4, len(whole), step):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            path.write_bytes(content)
            try:
                assert read(path)["y"].tolist() == [*range(20)]
                outcomes["same"] += 1
            except DataError:
                outcomes["error"] += 1
    assert outcomes["error"] > outcomes["same"]
