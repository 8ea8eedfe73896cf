"""What is saved comes back; what was not saved by us, or was changed since, is refused in one clear way."""

import json
import os
import pickle
import stat
import struct
import subprocess
import sys
import textwrap
import time

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save as dump

from lstm.errors import ModelFileError
from lstm.forecast import SeasonalForecaster, store
from lstm.forecast.shop import shop

DAYS = shop(300).frame


def loaded(path):
    return SeasonalForecaster.load(path)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return SeasonalForecaster(season_length=7).save(tmp_path_factory.mktemp("models") / "shop")


def test_a_saved_model_forecasts_the_same_bytes(saved):
    one = SeasonalForecaster(season_length=7).predict(DAYS, 14, level=[80])
    pd.testing.assert_frame_equal(loaded(saved).predict(DAYS, 14, level=[80]), one, check_exact=True)


def test_covariates_and_the_gate_come_back(tmp_path):
    model = SeasonalForecaster().fit(DAYS.iloc[:286], futr_exog=["promotion", "temperature"], h=14)
    back = loaded(model.save(tmp_path / "shop"))
    assert back.gate_ == model.gate_
    assert back.futr_exog == ["promotion", "temperature"]
    one, two = (m.predict(DAYS.iloc[:286], 14, futr_df=DAYS.iloc[286:]) for m in (model, back))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_a_tuned_network_comes_back_with_its_widths(tmp_path):
    rng = np.random.default_rng(0)
    pattern = np.tile(rng.normal(size=26), 6)  # the season jumps between two shapes
    rows = [
        pd.DataFrame({"unique_id": k, "ds": range(156), "y": 100 + 20 * pattern + rng.normal(size=156)})
        for k in range(20)
    ]
    df = pd.concat(rows)
    model = SeasonalForecaster(season_length=13).fit(df, h=13)
    assert max(model.gate_.widths) > 1
    back = loaded(model.save(tmp_path / "tuned"))
    assert back.gate_ == model.gate_
    one, two = (m.predict(df, 12, level=[80]) for m in (model, back))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    back.gate_ = back.gate_._replace(widths=())
    less = one["LSTM-hi-80"] - back.predict(df, 12, level=[80])["LSTM-hi-80"]
    assert (less >= 0).all()
    assert (less > 0).any()


def test_every_truncation_is_refused(saved, tmp_path):
    content = saved.read_bytes()
    for size in (0, 1, 7, 8, 9, 100, 2000, len(content) // 2, len(content) - 1):
        path = tmp_path / "cut.safetensors"
        path.write_bytes(content[:size])
        with pytest.raises(ModelFileError, match=r"cut\.safetensors"):
            loaded(path)


def test_every_flipped_bit_is_refused_or_harmless(saved, tmp_path):
    content, rng = saved.read_bytes(), np.random.default_rng(0)
    header = 8 + int.from_bytes(content[:8], "little")
    places = [*rng.integers(0, header, 60), *rng.integers(header, len(content), 40)]
    path = tmp_path / "flipped.safetensors"
    for place in places:
        flipped = bytearray(content)
        flipped[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(flipped)
        try:
            model = loaded(path)
        except ModelFileError:
            continue
        # A bit of a name in the header that nobody asks for: what is loaded is what was saved.
        assert place < header
        assert store.load(path)[1] == store.load(saved)[1]
        assert model.predict(DAYS, 2).equals(SeasonalForecaster.load(saved).predict(DAYS, 2))


def test_weights_swapped_between_models_are_refused(saved, tmp_path):
    tensors, about = store.load(saved)
    header = {"format": 1, "sha256": store.digest(tensors), "about": about}
    other = {name: value + 1 for name, value in tensors.items()}
    path = tmp_path / "swapped.safetensors"
    path.write_bytes(dump(other, {store.KEY: json.dumps(header)}))
    with pytest.raises(ModelFileError, match="checksum"):
        loaded(path)


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("code ran on load",))


def hostile():
    tensors = {"network.read.weight": np.zeros((2, 3), np.float32)}
    deep = "[" * 100_000 + "]" * 100_000

    def with_header(value, tensors=tensors):
        return dump(tensors, {store.KEY: value})

    def sealed(tensors, about):
        return with_header(
            json.dumps({"format": 1, "sha256": store.digest(tensors), "about": about}), tensors
        )

    return {
        "a pickle": pickle.dumps(Bomb()),
        "text": b"not a model at all, but long enough to hold a header",
        "zeros": bytes(4096),
        "a header longer than the file": struct.pack("<Q", 2**62) + b"{}" * 50,
        "no header of ours": dump(tensors),
        "a header that is no JSON": with_header("{"),
        "a header that nests without end": with_header(deep),
        "a header that is a list": with_header("[1, 2]"),
        "a later format": with_header(json.dumps({"format": 99, "sha256": "", "about": {}})),
        "no network": sealed({"a": np.zeros(1, np.float32)}, {}),
        "settings of wrong types": sealed(tensors, {"season_length": "../../etc/passwd"}),
        "a network of another shape": sealed(tensors, {}),
        "nothing": sealed({}, {}),
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_files_get_one_clear_error(name, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(hostile()[name])
    with pytest.raises(ModelFileError, match=r"model\.safetensors: .*(save it|load it)"):
        loaded(path)


def test_weights_that_are_not_finite_are_refused(saved, tmp_path):
    tensors, about = store.load(saved)
    tensors["network.read.weight"][0, 0] = np.nan
    with pytest.raises(ModelFileError, match="not finite"):
        loaded(store.save(tmp_path / "nan", tensors, about))


def test_a_path_that_leads_elsewhere_is_only_a_path(tmp_path):
    with pytest.raises(ModelFileError, match="no such file"):
        loaded(tmp_path / ".." / "nowhere" / "model")
    with pytest.raises(ModelFileError, match="no such file"):
        loaded(tmp_path)


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.safetensors"
    with path.open("wb") as file:
        file.truncate(10**10)
    with pytest.raises(ModelFileError, match="10000000000 bytes"):
        loaded(path)


def test_a_save_that_is_killed_leaves_the_old_file_whole(tmp_path):
    path = SeasonalForecaster(season_length=7).save(tmp_path / "shop")
    old = path.read_bytes()
    program = textwrap.dedent("""
        import sys
        from lstm.forecast import SeasonalForecaster
        model = SeasonalForecaster(season_length=12)
        print("ready", flush=True)
        while True:
            model.save(sys.argv[1])
    """)
    new = SeasonalForecaster(season_length=12).save(tmp_path / "other").read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(4):
        run = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
        assert run.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 0.1))
        run.kill()
        run.wait()
        run.stdout.close()
        assert path.read_bytes() in (old, new)
        assert loaded(path).season_length in (7, 12)


def test_a_folder_that_cannot_be_written_is_an_os_error_and_loses_nothing(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(OSError, match="file"):
        SeasonalForecaster().save(file / "model")
    assert file.read_text() == "mine"


def test_shipped_weights_that_were_changed_are_refused(tmp_path):
    for ending in (".safetensors", ".json"):
        (tmp_path / f"seasonal{ending}").write_bytes(store.SHIPPED.with_suffix(ending).read_bytes())
    content = bytearray((tmp_path / "seasonal.safetensors").read_bytes())
    content[-1] ^= 1
    (tmp_path / "seasonal.safetensors").write_bytes(content)
    with pytest.raises(ModelFileError, match="manifest"):
        store.pretrained(tmp_path / "seasonal")


def test_settings_that_were_changed_are_refused(saved, tmp_path):
    content = saved.read_bytes()
    changed = content.replace(b'\\"seed\\": 0', b'\\"seed\\": 7')
    assert changed != content
    path = tmp_path / "changed.safetensors"
    path.write_bytes(changed)
    with pytest.raises(ModelFileError, match="do not match their checksum"):
        SeasonalForecaster.load(path)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_a_file_has_the_rights_of_any_new_file(tmp_path):
    old = os.umask(0o077)
    try:
        path = SeasonalForecaster().save(tmp_path / "mine")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
