"""What doctor found, for people and for programs, without the user's names."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from nightledger import __version__
from nightledger.doctor.meanings import CONSEQUENCE, meaning_of
from nightledger.ledger import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.doctor.examination import Examination
    from nightledger.doctor.proof import Proof

USD_PER_TIB = 6.25
TIB = 1024**4
MIB = 1024**2
MARKUP = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", "`": "'"})
NOTHING_SAID = Refusal(words="Nothing was said.", advice="")
NOT_PROVED = (
    "That the roles of each account of yours are enough: only this account was used.",
    "Costs and times with your data: thirty days of made-up facts were read.",
    "Cloud Functions, Scheduler, Pub/Sub and your receivers: no message left BigQuery.",
    "The dbt package's hooks: dbt was not run. What they send is among the statements above.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An examination that is over. is_emulator: it was no real BigQuery."""

    examination: Examination
    location: str
    is_emulator: bool

    @property
    def billed(self) -> int:
        """Bytes billed for all jobs."""
        return self.examination.scratch.client.billed()

    @property
    def usd(self) -> float:
        """What that costs on demand, at most: a reservation bills slots instead."""
        return self.billed / TIB * USD_PER_TIB

    @property
    def verdict(self) -> str:
        """All of it in a sentence."""
        examination = self.examination
        left_out = [step for step in examination.steps[:-1] if step.left_out]
        steps = f"{len(left_out)} of {len(examination.steps)} steps were not tried"
        if examination.refused:
            first, count = examination.refused[0], len(examination.refused)
            kind = meaning_of(first.refusal).kind if first.refusal else "unknown"
            others = f", and {count - 1} more" if count > 1 else ""
            said = f"Does not hold: {first.name} ({kind}){others}"
            return f"{said}; {steps}." if left_out else f"{said}."
        return f"Everything that was tried holds; {steps}." if left_out else "Everything holds."

    def hide(self, text: str) -> str:
        """Return a text without the user's names."""
        return self.examination.names.hide(text)

    def surroundings(self) -> dict[str, str]:
        """Return what it ran with."""
        return {
            "Nightledger": __version__,
            "BigQuery": "an emulator, not the real service" if self.is_emulator else "real",
            "location": self.location,
            "google-cloud-bigquery": version("google-cloud-bigquery"),
            "Python": platform.python_version(),
            "jobs": f"{len(self.examination.scratch.client.sent)}",
            "billed": f"{self.billed / MIB:,.0f} MiB, at most {self.usd:.2f} USD",
        }


def as_markdown(report: Report) -> str:
    """Return it for people."""
    return "\n".join(markdown_lines(report)) + "\n"


def markdown_lines(report: Report) -> Iterator[str]:
    """Return the file line by line."""
    examination = report.examination
    yield "# Nightledger doctor"
    yield ""
    yield f"**{cell(report.verdict)}**"
    yield ""
    yield (
        "Names of projects, datasets, tables and accounts were taken out. "
        "Read it before you show it."
    )
    yield ""
    yield from (f"* {name}: {said}" for name, said in report.surroundings().items())
    yield ""
    yield "| step | shows that | came out | seconds |"
    yield "|---|---|---|---:|"
    for step in examination.steps:
        yield (
            f"| {step.number} {step.name} | {step.proves} | {cell(report.hide(step.words))} | "
            f"{step.seconds:.0f} |"
        )
    if examination.refused:
        yield from refusal_lines(report)
    yield from seen_lines(report)
    yield ""
    yield "## What this does not show"
    yield ""
    yield from (f"* {each}" for each in NOT_PROVED)


def refusal_lines(report: Report) -> Iterator[str]:
    """Return what does not hold: BigQuery's words, what they mean, what to do."""
    yield ""
    yield "## What does not hold"
    consequences = []
    for step in report.examination.steps:
        for proof in step.refused:
            refusal = proof.refusal or NOTHING_SAID
            meaning = meaning_of(refusal)
            title = f"{step.number} {step.name}: {proof.name}"
            if meaning.kind == CONSEQUENCE:
                consequences.append(f"* {title}")
                continue
            yield from ("", f"### {title}", "")
            yield f"> {cell(report.hide(refusal.words))}"
            yield ""
            yield f"{codes(refusal)}**{meaning.kind}**: {meaning.means} {meaning.do}"
    if consequences:
        yield from ("", "### Only because of these", "")
        yield from consequences


def codes(refusal: Refusal) -> str:
    """Return status and reasons, to be read before a sentence."""
    parts = [str(refusal.code)] if refusal.code else []
    said = " ".join([*parts, *refusal.reasons])
    return f"{said}, " if said else ""


def seen_lines(report: Report) -> Iterator[str]:
    """Return what was seen of everything that says more than that it holds."""
    yield ""
    yield "## What was seen"
    yield ""
    yield "| step | what | seen | seconds | stages | slot s | MiB billed | |"
    yield "|---|---|---|---:|---:|---:|---:|---|"
    for step in report.examination.steps:
        for proof in step.proofs:
            if proof.detail or proof.numbers:
                yield f"| {step.number} | {proof.name} | {cell(proof.detail)} | {numbers(proof)} |"


def numbers(proof: Proof) -> str:
    """Return the numbers of a proof as cells."""
    found = proof.numbers
    if found is None:
        return "| | | |"
    near = "near BigQuery's limit" if found.is_near_limit else ""
    return (
        f"{found.seconds:.1f} | {found.stage_count} | {found.slot_seconds:.1f} | "
        f"{found.bytes_billed / MIB:,.0f} | {near}"
    )


def as_json(report: Report) -> str:
    """Return it for programs."""
    document = {
        "verdict": report.verdict,
        "holds": not report.examination.refused,
        "surroundings": report.surroundings(),
        "bytes_billed": report.billed,
        "usd_at_most": round(report.usd, 4),
        "steps": [
            {
                "number": step.number,
                "name": step.name,
                "seconds": round(step.seconds, 1),
                "not_tried_because": report.hide(step.left_out) or None,
                "proofs": [proof_document(report, proof) for proof in step.proofs],
            }
            for step in report.examination.steps
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def proof_document(report: Report, proof: Proof) -> dict[str, Any]:
    """Return one proof for programs."""
    document: dict[str, Any] = {"name": proof.name, "holds": proof.holds}
    if proof.detail:
        document["seen"] = proof.detail
    if proof.numbers:
        document["numbers"] = asdict(proof.numbers)
    if proof.refusal:
        document["refusal"] = {
            "kind": meaning_of(proof.refusal).kind,
            "words": report.hide(proof.refusal.words),
            "code": proof.refusal.code,
            "reasons": list(proof.refusal.reasons),
        }
    return document


def cell(text: str) -> str:
    """Return a text as a cell of a table holds it."""
    return text.translate(MARKUP)
