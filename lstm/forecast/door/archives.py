"""A compressed file, or one file of an archive, unpacked in memory and never beyond a bound."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import IO, cast

from lstm.errors import DataError, first_line

MOST = 2**29  # bytes of what is unpacked: a few of them can hold as many as one likes
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
WORKBOOK = "[Content_Types].xml"  # what every .xlsx holds, which is an archive too
SHEETS = {"content.xml": "LibreOffice", "Index/Document.iwa": "Numbers"}  # so are those of other programs
OTHERS = (b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")  # bzip2, xz, zstd, 7z


def unpacked(
    name: str, content: bytes, told: list[str], member: str | None = None
) -> tuple[str, bytes] | None:
    """Return name and content of the file that was packed; None where nothing was, and of a workbook.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    content : bytes
        Of gzip, a zip archive, or anything else.
    told : list of str
        Takes a line for each rule that was applied.
    member : str, optional
        Which file of an archive; the only one where not given.

    Raises
    ------
    DataError
        Damaged or locked, too large, or an archive of several files of which none was named.

    Examples
    --------
    >>> told = []
    >>> unpacked("sales.csv.gz", gzip.compress(b"ds,y"), told), told
    (('sales.csv', b'ds,y'), ["'sales.csv' was unpacked"])
    """
    if content.startswith(OTHERS):
        raise DataError(f"{name}: packed in a way that is not read; unpack it, or pack it as .gz or .zip")
    try:
        if content.startswith(GZIP) and member is None:
            with gzip.open(io.BytesIO(content)) as file:
                return _read(name, name.rpartition(".")[0] or name, cast("IO[bytes]", file), told)
        if content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if WORKBOOK in archive.namelist():
                    return None
                chosen = _chosen(name, archive, member)
                with archive.open(chosen) as file:
                    return _read(name, Path(chosen.filename).name, file, told)
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001  many kinds, for a damaged file
        raise DataError(
            f"{name}: neither a readable archive nor a workbook .xlsx ({first_line(error)}); write it again"
        ) from None
    return None


def _read(name: str, inner: str, file: IO[bytes], told: list[str]) -> tuple[str, bytes]:
    content = file.read(MOST + 1)
    if len(content) > MOST:
        raise DataError(
            f"{name}: more than {MOST >> 20} MiB when unpacked; unpack it and cut out what is asked for"
        )
    told.append(f"{inner!r} was unpacked")
    return inner, content


def _chosen(name: str, archive: zipfile.ZipFile, member: str | None) -> zipfile.ZipInfo:
    """Return the file that was asked for, or the only one but those that systems hide."""
    files = {
        info.filename: info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)
    }
    for other, program in SHEETS.items():
        if other in files:
            raise DataError(f"{name}: a workbook of {program} came; save it as .xlsx or CSV")
    known = ", ".join(map(repr, files)) or "none"
    if member is not None:
        if member not in files:
            raise DataError(f"{name}: no file {member!r} in the archive; one of {known} expected")
        return files[member]
    if len(files) != 1:
        raise DataError(
            f"{name}: an archive of {len(files)} files came ({known:.200}); name one, sheet=... or --sheet"
        )
    return next(iter(files.values()))


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
