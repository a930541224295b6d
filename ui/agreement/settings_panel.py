"""The settings of the agreement page, at its side: who is compared, what counts, which measures, how intervals are drawn, limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement.measures import MEASURES
from annotator.agreement.record import LIMITS, Limits
from annotator.errors import AnnotatorError
from annotator.i18n import N_, _
from annotator.operations.agreement_settings import MIXED, MOST_DRAWS, NEWEST, SHOWN, AgreementSettings
from ui import theme
from ui.agreement.side_panel import SidePanel
from ui.agreement.view import scrolled
from ui.parts.button import Button, IconButton
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.many_field import ManyField
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField, DateField, NumberField
from ui.parts.suggest_field import ListField

CELLS = 9
ON_NEWEST = "(newest)"
"""stands for the newest version in the field of versions, where an empty value would be none"""
GROUPS = (
    (N_("Where something is marked"), ("u_alpha", "exact_f1", "iou_f1", "overlap_f1", "soft_f1", "char_f1", "token_f1")),
    (N_("Units, segments and boundaries"),
     ("u_combined", "u_sets", "cu_alpha", "alpha_u_1995", "boundary_similarity", "maxqda_percent", "char_kappa")),
    (N_("Gamma, a second opinion"), ("gamma", "gamma_cat", "gamma_k")),
    (N_("Values of matched marks and of articles"),
     ("attribute_alpha", "value_alpha", "cohen_kappa", "conger_kappa", "fleiss_kappa", "ac1", "ac2", "brennan_prediger")),
    (N_("Links"), ("link_f1", "link_set_alpha")),
)  # fmt: skip


class SettingsPanel(SidePanel):
    """``asked(settings, limits)`` when the figures are to be computed so, ``left`` when nothing is to change (Esc)."""

    asked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Settings of the agreement"))
        self.coders: Field | None = None
        self.version: Field | None = None
        self._known: tuple[str, ...] = ()
        self.trim = CheckField(_("Leave white space and punctuation at the edges of spans out"))
        self.unset = CheckField(_("Count an attribute left open as a value"))
        self.since = DateField(_("Finished from"), note=_("optional"))
        self.until = DateField(_("until"), note=_("optional"))
        self.threshold = NumberField(_("Spans answer each other from IoU"), decimals=2, least=0.05, most=1, step_size=0.05)
        self.measures = [Chips(_(words), [Option(one, _(MEASURES[one].label)) for one in names]) for words, names in GROUPS]
        self.draws = NumberField(_("Draws of whole articles"), least=0, most=MOST_DRAWS, step_size=500)
        self.seed = NumberField(_("Seed"), least=0, most=2**31 - 1)
        self.own = CheckField(_("Krippendorff’s own bootstrap beside alphas of pairs and article variables"))
        self.tentative = NumberField(_("Tentative from"), decimals=3, least=0.001, most=1, step_size=0.01)
        self.reliable = NumberField(_("Reliable from"), decimals=3, least=0.001, most=1, step_size=0.01)
        self.compute_button = Button(_("Compute"), "primary", low=True)
        self.compute_button.clicked.connect(self.take)
        self.usual_button = Button(_("Usual settings"), low=True)
        self.usual_button.clicked.connect(self._fill_usual)
        self.problem = Label("", "option", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        for field in self._kept_fields():
            self._connect(field)
        self._lay_out()

    def _lay_out(self) -> None:
        px = theme.current().px
        close = IconButton("x", _("Close"), key="Esc")
        close.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(10), px(12), px(4))
        head.addWidget(Label(_("Settings"), "panel_title"), 1)
        head.addWidget(close)
        self._who = QVBoxLayout()
        self._who.setSpacing(px(8))
        who = QWidget()
        who.setLayout(self._who)
        self._who.setContentsMargins(0, 0, 0, 0)
        limits = _("Verdicts are given to alphas, by the lower end of the interval. The limits are the project’s and hold for everybody.")
        draws = _("Articles are drawn with replacement; 0 draws: no intervals.")
        body = scrolled([
            _head(_("Who and when")), who, _row(self.since, self.until),
            _head(_("What counts")), self.trim, self.unset, self.threshold,
            _head(_("Measures")), *self.measures,
            _head(_("Intervals")), _remark(draws), _row(self.draws, self.seed), self.own,
            _head(_("Limits")), _remark(limits), _row(self.tentative, self.reliable),
        ])  # fmt: skip
        body.widget().layout().setContentsMargins(px(20), 0, px(16), px(12))
        body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = self.foot
        foot.addWidget(self.compute_button)
        foot.addWidget(self.usual_button)
        foot.addStretch(1)
        self.problem.setContentsMargins(px(20), px(4), px(20), 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(body, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)

    # ---- showing --------------------------------------------------------------------------------------------------------

    def show_settings(self, settings: AgreementSettings, limits: Limits, coders: Sequence[str], versions: Sequence[str]) -> None:
        """Show these settings; ``coders`` are all who can be compared, ``versions`` those of the codebook that were coded with."""
        self._known = tuple(coders)
        for field in (self.coders, self.version):
            if field is not None:
                self._who.removeWidget(field)
                field.hide()
                field.deleteLater()
        people = [Option(name, name) for name in coders]
        self.coders = Chips(_("Coders"), people) if 0 < len(people) <= CELLS else ManyField(_("Coders"), people)
        kinds = [Option(ON_NEWEST, _("newest shared")), *(Option(one, one) for one in versions), Option(MIXED, _("all mixed"))]
        named = _("Codebook version")
        self.version = OptionGrid(named, kinds) if len(kinds) <= CELLS else ListField(named, kinds)
        for field in (self.coders, self.version):
            self._who.addWidget(field)
            self._connect(field)
        self._fill(settings, limits)

    def _connect(self, field: Field) -> None:
        """Let Enter go on from a field, after the last one to the button, and Esc leave."""
        field.leave.connect(self.left)
        field.proceed.connect(lambda: self._go_on(field))

    def _go_on(self, field: Field) -> None:
        parts: list[QWidget] = [*self.fields(), self.compute_button]
        parts[parts.index(field) + 1].setFocus(Qt.FocusReason.TabFocusReason)

    def fields(self) -> list[Field]:
        """Return the fields in the order of the keys."""
        assert self.coders is not None
        assert self.version is not None
        return [self.coders, self.version, *self._kept_fields()]

    def _kept_fields(self) -> list[Field]:
        """Return the fields that are the same for every project."""
        return [
            self.since, self.until, self.trim, self.unset, self.threshold, *self.measures, self.draws, self.seed, self.own, self.tentative,
            self.reliable,
        ]  # fmt: skip

    def _fill(self, settings: AgreementSettings, limits: Limits) -> None:
        assert self.coders is not None
        assert self.version is not None
        chosen = self._known if settings.coders is None else settings.coders
        self.coders.set_value([name for name in self._known if name in chosen])
        self.version.set_value(ON_NEWEST if settings.version == NEWEST else settings.version)
        for field, value in (
            (self.trim, settings.trim), (self.unset, settings.unset_as_value), (self.own, settings.own_bootstrap),
            (self.since, settings.since or None), (self.until, settings.until or None), (self.threshold, settings.threshold),
            (self.draws, settings.draws), (self.seed, settings.seed), (self.tentative, limits[0]), (self.reliable, limits[1]),
        ):  # fmt: skip
            field.set_value(value)
        for chips in self.measures:
            chips.set_value([one.value for one in chips.options if one.value in settings.measures])
        for field in self.fields():
            field.set_error("")
        self.refuse("")

    def _fill_usual(self) -> None:
        self._fill(AgreementSettings(measures=SHOWN), LIMITS)

    def refuse(self, reason: str) -> None:
        """Say why the figures cannot be computed so; an empty reason takes it back."""
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))

    def take_keys(self) -> None:
        """Bring the keys to the first field."""
        self.fields()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- taking ---------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Ask for the figures as the fields say; what cannot be is said where it stands."""
        for field in self.fields():
            field.settle()
        made = self._chosen()
        wrong = next((field for field in self.fields() if field.error()), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        elif made is not None:
            self.asked.emit(made, (_number(self.tentative, LIMITS[0]), _number(self.reliable, LIMITS[1])))

    def _chosen(self) -> AgreementSettings | None:
        assert self.coders is not None
        assert self.version is not None
        names = tuple(_values(self.coders))
        self.coders.set_error("" if len(names) > 1 else _("Agreement needs two coders or more."))
        measures = tuple(one for chips in self.measures for one in _values(chips))
        self.measures[0].set_error("" if measures else _("Choose one measure at least."))
        version = str(self.version.value() or ON_NEWEST)
        usual = AgreementSettings()
        try:
            made = AgreementSettings(
                None if set(names) == set(self._known) else names, NEWEST if version == ON_NEWEST else version, measures,
                bool(self.trim.value()), bool(self.unset.value()), str(self.since.value() or ""), str(self.until.value() or ""),
                _number(self.threshold, usual.threshold), int(_number(self.draws, usual.draws)), int(_number(self.seed, usual.seed)),
                bool(self.own.value()),
            )  # fmt: skip
        except AnnotatorError as error:
            self.refuse(str(error))
            return None
        self.refuse("")
        return made


def _values(field: Field) -> list[str]:
    found = field.value()
    return [str(one) for one in found] if isinstance(found, list) else []


def _number(field: NumberField, usual: float) -> Any:
    """Return the number in the field, the usual one where it was emptied."""
    found = field.value()
    return found if isinstance(found, (int, float)) else usual


def _head(words: str) -> Label:
    label = Label(words, "current")
    label.setContentsMargins(0, theme.current().px(10), 0, 0)
    return label


def _remark(words: str) -> Label:
    label = Label(words, "caption", "text_2")
    label.setWordWrap(True)
    return label


def _row(*fields: QWidget) -> QWidget:
    """Return fields side by side, their lines at one height."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(16))
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return made
