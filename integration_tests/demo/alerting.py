"""The part of the story about who is told what, and when."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from nightledger.cli import main as command_line

from . import questions
from .pictures import draw_card, draw_mail, draw_report, say_what_is_missing
from .place import REPORT
from .tell import chapter, grid, message, records, say, step

if TYPE_CHECKING:
    from email.message import EmailMessage

    from nightledger.watch import TickReport

    from .place import Place
    from .watch import Watch


def look(place: Place, watch: Watch) -> TickReport:
    """Do one tick and say what it did."""
    with step("nightledger tick"):
        report = watch.look(place.target.client())
    say(
        f"{report.problem_count} problems, {report.message_count} messages, "
        f"{report.accepted_count} taken by their targets, {report.failed_count} failed"
    )
    return report


def nothing_to_tell(place: Place, watch: Watch) -> None:
    """Look after a good day."""
    chapter("The router looks: is there anything to tell?")
    if look(place, watch).message_count == 0:
        say("nothing to tell: no card, no mail")


def told(place: Place, watch: Watch) -> None:
    """Look after a bad day: one card, one mail."""
    chapter("The router looks again: somebody has to hear of it")
    looked_at = datetime.now(timezone.utc)
    look(place, watch)
    (fact,) = place.ask(questions.CRITICAL_FAILURE)
    card_at = watch.last_card_at()
    say(
        f"[bold]{(card_at - fact['recorded_at']).total_seconds():.1f} s[/bold] from the failing "
        f"test on record to the delivered card, {(card_at - looked_at).total_seconds():.1f} s of "
        "them from the look on"
    )
    grid(
        "alert_deliveries: every attempt, and what became of it",
        place.ask(questions.DELIVERIES),
    )
    mail = watch.mails()[-1]
    read_out(mail)
    draw_card(watch.cards()[-1], "card.png")
    draw_mail(mail, "mail.png")
    say_what_is_missing()
    records("vw_open_problems", place.ask(questions.OPEN_PROBLEMS))
    grid("vw_changes: what changed before it broke", place.ask(questions.CHANGES))
    grid("vw_alert_ledger", place.ask(questions.ALERT_LEDGER))
    with step("nightledger report"):
        command_line(["report", "--out", str(REPORT)], standalone_mode=False)
    draw_report(REPORT.read_text(encoding="utf-8"), "report.png")


def resolved(place: Place, watch: Watch) -> None:
    """Look after the repair: the same people hear that it is over."""
    chapter("The router looks a third time: the problem is over")
    look(place, watch)
    read_out(watch.mails()[-1])
    draw_card(watch.cards()[-1], "resolved.png")
    say(f"vw_open_problems has {len(place.ask(questions.OPEN_PROBLEMS))} rows")
    grid("vw_problem_history", place.ask(questions.PROBLEM_HISTORY))
    grid("vw_alert_ledger: what became of each turn", place.ask(questions.ALERT_LEDGER))


def read_out(mail: EmailMessage) -> None:
    """Show a mail as a terminal can; the card says the same."""
    body = mail.get_body(("plain",))
    message(
        title=f"mail to {mail['To']}, and the same as a card",
        subject=str(mail["Subject"]),
        body="" if body is None else body.get_content(),
    )
