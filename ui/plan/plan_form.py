"""The form of a plan: who codes, how many an article, what is coded twice; beside it what the plan would be, before it is applied."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.ids import coder_id
from annotator.model.plan import MAIN, ROUND_KINDS, Round
from annotator.model.step import Changes
from annotator.operations.assigning import UNPLANNED, Order, PlanPreview, apply_plan, latest_planned, preview_plan, stratum_names
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Line, Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import FieldBox
from ui.parts.many_field import ManyField
from ui.parts.message import Banner
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, clear_layout
from ui.parts.plain_fields import NumberField
from ui.plan.article_scope import ArticleScope
from ui.plan.counts import Count, Counts
from ui.session import Session

SIZE = (980, 780)
SETTLE_MS = 300
MOST_CHIPS = 9
MOST_STRATA = 40
KIND_WORDS = {"training": N_("Training"), "pilot": N_("Pilot"), "main": N_("Main"), "recoding": N_("Re-coding")}
STRATUM_WORDS = {
    "outlet": N_("outlet"), "language": N_("language"), "byline": N_("author"), "year": N_("year"), "month": N_("month"),
    "week": N_("week"),
}  # fmt: skip


def _strata(project: Project) -> list[Option]:
    """Return what the shared part can be spread over; article variables go by their label."""
    labels = {one.id: one.label for one in project.codebook.article_variables}
    return [Option(one, _(STRATUM_WORDS[one]) if one in STRATUM_WORDS else labels[one]) for one in stratum_names(project)]


class PlanDialog(Sheet):
    """``applied(words)`` is sent when the plan is made. Show it with ``open``; a round that exists is planned again."""

    applied = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Plan who codes what"), size=SIZE, parent=parent)
        self._session = session
        self.preview: PlanPreview | None = None
        self._job: Job | None = None
        self._applying = self._closed = False
        self._shown_round = ""
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self.remark.setText(session.the_project().path.name)
        self._make_fields(session.the_project())
        self._lay_out()
        self._connect()
        self._fill(session.the_project())
        self.look()

    def _make_fields(self, project: Project) -> None:
        self.round_name = FieldBox()
        self.round_name.edit.setAccessibleName(_("Round"))
        self.kind = OptionGrid(_("What the round is for"), [Option(kind, _(KIND_WORDS[kind])) for kind in ROUND_KINDS])
        people = [Option(one.name, one.name) for one in project.coders.all()]
        self.coders: Chips | ManyField = (Chips if len(people) <= MOST_CHIPS else ManyField)(_("Who codes"), people)
        self.new_coders = FieldBox()
        self.new_coders.edit.setAccessibleName(_("New coders"))
        self.new_coders.edit.setPlaceholderText(_("ben, cara"))
        self.articles = ArticleScope(project)
        self.per_article = NumberField(_("Coders an article"), least=1, most=20)
        self.shared = NumberField(_("Share that several code, %"), least=0, most=100, step_size=5)
        self.shared_by = NumberField(_("Coders of a shared article"), least=2, most=20)
        strata = _strata(project)
        self.strata: Chips | ManyField = (Chips if len(strata) <= MOST_CHIPS else ManyField)(_("Spread over"), strata)
        self.seed = NumberField(_("Seed: the same one gives the same plan"), least=0, most=999_999)
        self.counts = Counts(_("What the plan would be"))
        self.state = Label(_("What the plan would be"), "current")
        self.close_dialog = Button(_("Cancel"))
        self.apply_button = Button(_("Assign"), "primary")
        self.first = self.round_name

    def _lay_out(self) -> None:
        px = theme.current().px
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(px(24), px(16), px(20), px(16))
        column.setSpacing(px(12))
        for label, box in ((_("Round"), self.round_name), (_("New coders, separated by commas"), self.new_coders)):
            inside = QVBoxLayout()
            inside.setSpacing(px(5))
            inside.addWidget(Label(label, "label", "text_2"))
            inside.addWidget(box)
            column.addLayout(inside)
            if box is self.round_name:
                column.addWidget(self.kind)
                column.addWidget(self.articles)
                column.addWidget(self.coders)
        for one in (self.per_article, self.shared, self.shared_by, self.strata, self.seed):
            column.addWidget(one)
        column.addStretch(1)
        told = QWidget()
        lines = QVBoxLayout(told)
        lines.setContentsMargins(px(20), px(16), px(24), px(16))
        lines.setSpacing(px(8))
        self.problem = QVBoxLayout()
        lines.addLayout(self.problem)
        lines.addWidget(self.state)
        self.notes = Label("", "option", "text_2")
        self.notes.setWordWrap(True)
        lines.addWidget(self.notes)
        lines.addWidget(self.counts)
        lines.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(scrolled(form), 1)
        row.addWidget(Line(upright=True))
        row.addWidget(scrolled(told), 1)
        self.body.addLayout(row, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)
        self.foot.addWidget(self.apply_button)

    def _connect(self) -> None:
        asked = (self.kind, self.coders, self.per_article, self.shared, self.shared_by, self.strata, self.seed)
        for field in asked:
            field.chosen.connect(lambda _value: self._look_soon())
        for field in (*asked, self.articles.scope, self.articles.chosen):
            field.proceed.connect(self._go_on)
        for number in self._numbers():
            number.typed.connect(self._look_soon)
        for box in (self.round_name, self.new_coders):
            box.edit.textChanged.connect(lambda _text: self._look_soon())
        self.articles.changed.connect(self._look_soon)
        self.round_name.edit.editingFinished.connect(self._take_round)
        self.close_dialog.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.apply)
        self._session.closed.connect(self.reject)

    # ---- the form -------------------------------------------------------------------------------------------------------

    def _fill(self, project: Project) -> None:
        latest = latest_planned(project.rounds.all())
        if latest is not None:
            self._show_round(latest)
            return
        self.round_name.edit.setText("main")
        coding = [one.name for one in project.coders.all() if not one.is_supervisor]
        self._show(MAIN, Order(tuple(coding)))

    def _show_round(self, made: Round) -> None:
        self.round_name.edit.setText(made.name)
        known = {key: made.plan[key] for key in ("per_article", "shared", "shared_by", "seed") if key in made.plan}
        many = {key: tuple(made.plan.get(key, ())) for key in ("coders", "strata", "articles")}
        self._shown_round = made.name
        self._show(made.kind, Order(round_name=made.name, kind=made.kind, **many, **known))

    def _take_round(self) -> None:
        """Show the plan of a round that is named; a new one takes what the others leave."""
        rounds, name = self._session.the_project().rounds, self.round_name.edit.text().strip()
        if self._closed or name == self._shown_round:
            return
        known = rounds.named(name)
        if known is not None:
            self._show_round(known)
        elif self._shown_round:
            self._shown_round = ""
            self.kind.set_value(MAIN)  # not that of the round before: what is coded for training is no data
            self.articles.choose(UNPLANNED)
        self._look_soon()

    def _show(self, kind: str, order: Order) -> None:
        self.kind.set_value(kind)
        self.articles.show_articles(list(order.articles))
        self.coders.set_value([one.value for one in self.coders.options if one.value in order.coders])
        self.per_article.set_value(order.per_article)
        self.shared.set_value(round(100 * order.shared))
        self.shared_by.set_value(order.shared_by)
        self.strata.set_value(list(order.strata))
        self.seed.set_value(order.seed)

    def order(self) -> Order | None:
        """Return what is asked for, None if it is about no article."""
        name = self.round_name.edit.text().strip() or MAIN
        articles = self.articles.articles(name)
        if articles is None:
            return None
        new = [name.strip() for name in self.new_coders.edit.text().split(",") if name.strip()]
        chosen = self.coders.value()
        names = [*(chosen if isinstance(chosen, list) else []), *new]
        strata = self.strata.value()
        return Order(
            tuple(dict.fromkeys(names)),
            name,
            str(self.kind.value() or MAIN),
            _whole(self.per_article, 1),
            _whole(self.shared, 0) / 100,
            _whole(self.shared_by, 2),
            tuple(strata) if isinstance(strata, list) else (),
            _whole(self.seed, 1),
            articles,
        )

    def _numbers(self) -> tuple[NumberField, ...]:
        return self.per_article, self.shared, self.shared_by, self.seed

    def _go_on(self) -> None:
        """Bring the keys to the field after the one that was just answered; after the last to the button that applies the plan."""
        if self.seed.isAncestorOf(self.focusWidget()) and self.apply_button.isEnabled():
            self.apply_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextPrevChild(True)

    # ---- what it would be -----------------------------------------------------------------------------------------------

    def _look_soon(self) -> None:
        self._drop()
        self._settle.start()

    def _drop(self) -> None:
        """Forget the plan that is shown, or under way: the form asks for another."""
        if self._job is not None and not self._applying:
            self._job.cancel()
            self._job = None
        self.preview = None
        self.apply_button.setEnabled(False)

    def look(self) -> None:
        """Make the plan off the GUI thread and show what it would be; nothing is written."""
        self._settle.stop()
        self._drop()
        if any(one.wrong() for one in self._numbers()):
            self._tell(AnnotatorError(_("A number cannot be used; the field says why.")))
            return
        order = self.order()
        if order is None:
            self._tell(AnnotatorError(_("No article is in this choice; choose others under Articles.")))
            return
        job = self._job = self._session.job(lambda project, _progress: preview_plan(project, order))
        job.done.connect(lambda found: self._show_preview(found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        self._session.start(job)

    def _show_preview(self, preview: PlanPreview) -> None:
        self._job = None
        self.preview = preview
        self._clear_problem()
        names = self._names(preview)
        self.counts.show_lines(lines_of(preview, names))
        self.notes.setText("\n".join(preview.notes))
        self.notes.setVisible(bool(preview.notes))
        count = preview.articles
        self.apply_button.setText(ngettext("Assign {count} article", "Assign {count} articles", count).format(count=format_count(count)))
        self.apply_button.setEnabled(bool(count))

    def _names(self, preview: PlanPreview) -> dict[str, str]:
        known: dict[str, str] = {coder_id(name): name for name in preview.order.coders}
        return known | {one.id: one.name for one in self._session.the_project().coders.all()}

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled) or self._closed:
            return
        self._job = None
        self._applying = False
        self.counts.show_lines([])
        self.notes.hide()
        self._clear_problem()
        self.problem.addWidget(Banner("error", _("This cannot be planned"), str(error)))

    def _clear_problem(self) -> None:
        clear_layout(self.problem)

    # ---- applying -------------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Write the plan that is shown, as one step that can be taken back."""
        preview = self.preview
        if preview is None or self._applying:
            return
        self._applying = True
        self.apply_button.setEnabled(False)
        heard: list[Changes] = []

        def work(project: Project, _progress: Progress) -> str:
            project.listen(heard.append)
            return apply_plan(project, preview).name

        job = self._job = self._session.job(work, writes=True)
        job.done.connect(lambda name: self._on_applied(preview, name, heard))
        job.failed.connect(self._tell)
        self._session.start(job)

    def _on_applied(self, preview: PlanPreview, name: str, heard: list[Changes]) -> None:
        for changes in heard if self._session.is_open else ():
            self._session.told_by_job(changes)
        if self._closed:
            return
        self._job = None
        count = preview.articles
        words = ngettext("{count} article assigned in round {name}", "{count} articles assigned in round {name}", count)
        self.applied.emit(words.format(count=format_count(count), name=name))
        self.accept()

    def done(self, result: int) -> None:
        """Close; what was only looked at is forgotten."""
        self._settle.stop()
        self._drop()
        self._closed = True
        self._session.closed.disconnect(self.reject)
        super().done(result)


def lines_of(preview: PlanPreview, names: dict[str, str]) -> list[Count]:
    """Return what a plan would be: queues by coder, articles that two share, shared ones by stratum, what is kept and taken away."""
    plan = preview.plan
    begun = Counter(one.coder_id for one in preview.kept)
    lines = [Count(_("Queue by coder"), _("articles"), heading=True)]
    for coder, load in sorted(plan.loads.items(), key=lambda one: names[one[0]]):
        new = names[coder] in preview.new_coders
        lines.append(Count(_("{name}, new").format(name=names[coder]) if new else names[coder], _queue_words(load, begun[coder])))
    for coder in sorted(begun.keys() - plan.loads.keys(), key=lambda one: names[one]):
        lines.append(Count(_("{name}, codes no more").format(name=names[coder]), _queue_words(0, begun[coder])))
    pairs = sorted((sorted((names[one], names[other])), count) for (one, other), count in plan.pairs.items() if count)
    if pairs:
        lines.append(Count(_("Coded by both"), _("articles"), heading=True))
        lines += [Count(" · ".join(pair), format_count(count)) for pair, count in pairs]
    strata = [(stratum, some, of) for stratum, (some, of) in sorted(plan.strata.items()) if any(stratum)]
    if strata:
        lines.append(Count(_("Coded by several, by stratum"), "", heading=True))
        said = _("{some} of {all}")
        lines += [
            Count(", ".join(part or _("not given") for part in stratum), said.format(some=format_count(some), all=format_count(of)))
            for stratum, some, of in strata[:MOST_STRATA]
        ]
        if len(strata) > MOST_STRATA:
            lines.append(Count(_("{count} more").format(count=format_count(len(strata) - MOST_STRATA))))
    if preview.kept or preview.taken:
        lines.append(Count(_("Of the plan before"), _("articles"), heading=True))
        lines.append(Count(_("begun, stay as they are"), format_count(len(preview.kept))))
        lines.append(Count(_("not begun, planned anew"), format_count(len(preview.taken))))
    return lines


def _queue_words(load: int, begun: int) -> str:
    """Return how many articles a plan gives a coder, beside those begun already."""
    if not begun:
        return format_count(load)
    return _("{load} to come, {begun} begun").format(load=format_count(load), begun=format_count(begun))


def _whole(field: NumberField, otherwise: int) -> int:
    value = field.typed_value() if field.isAncestorOf(QApplication.focusWidget()) else field.value()  # the preview is of what is typed
    return int(value) if isinstance(value, int | float) else otherwise
