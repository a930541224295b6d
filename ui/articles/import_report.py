"""How an import is told: what would come of it, what came of it, and each thing that was refused."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.formats.base import ImportNote, ImportProblem
from annotator.i18n import _, ngettext
from annotator.operations.importing import ImportReport
from ui import theme
from ui.articles.import_work import ASKED, Look
from ui.icons import paint_icon
from ui.parts.numbers import format_count
from ui.parts.painting import draw_text

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def sources_line(sources: int, looks: Iterable[Look]) -> str:
    """Return how many sources there are and how many articles were found in them; nothing if there is no source."""
    found = sum(look.articles + look.there for look in looks)
    first = ngettext("{count} source", "{count} sources", sources).format(count=format_count(sources))
    second = ngettext("{count} article found", "{count} articles found", found).format(count=format_count(found))
    return f"{first}, {second}" if sources else ""


def looking_line(done: int, total: int) -> str:
    """Return how far looking at the sources has come."""
    return _("Looking at sources: {done} of {total}").format(done=format_count(done), total=format_count(total))


def twins_line(looks: Iterable[Look]) -> str:
    """Return what becomes of texts that other articles have already; nothing if there are none."""
    linked = sum(look.linked for look in looks)
    words = ngettext(
        "{count} text is the same as another article's. It is added and linked.",
        "{count} texts are the same as other articles'. They are added and linked.",
        linked,
    )
    return words.format(count=format_count(linked)) if linked else ""


def counts_line(looks: Iterable[Look], left_out: int = 0) -> str:
    """Return what would become of all that was found; the figures add up."""
    looks = list(looks)
    asked = sum(look.state == ASKED for look in looks)
    new, linked, there = (sum(getattr(look, name) for look in looks) for name in ("new", "linked", "there"))
    problems = sum(look.problems for look in looks if look.state != ASKED) + left_out
    return _told(new, linked, there, problems, asked)


def report_line(report: ImportReport) -> str:
    """Return what became of all that was found; the figures add up."""
    linked = sum(twin.new for twin in report.twins)
    line = _told(report.added, linked, report.duplicates - linked, len(report.problems), 0)
    if report.reprints:
        likes = ngettext("{count} may be a reprint", "{count} may be reprints", len(report.reprints))
        line = f"{line} · {likes.format(count=format_count(len(report.reprints)))}"
    if report.codings:
        stored = ngettext("{count} coding stored", "{count} codings stored", report.codings)
        line = f"{line} · {stored.format(count=format_count(report.codings))}"
    return line


def _told(new: int, linked: int, there: int, problems: int, asked: int) -> str:
    total = new + linked + there + problems + asked
    if not total:
        return ""
    parts = [
        (new, _("{count} new")),
        (linked, ngettext("{count} duplicate, linked", "{count} duplicates, linked", linked)),
        (there, _("{count} already here")),
        (problems, _("{count} not read")),
        (asked, _("{count} to be asked")),
    ]
    said = "  +  ".join(words.format(count=format_count(count)) for count, words in parts if count)
    return "  =  ".join((_("{count} found").format(count=format_count(total)), said))


class ReportRows(QAbstractListModel):
    """Problems first, then what may be a reprint, then notes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ImportProblem | ImportNote] = []

    def show_report(self, report: ImportReport) -> None:
        """List what a report says."""
        self.beginResetModel()
        likes = [ImportNote(one.path, one.place, one.words) for one in report.reprints]
        self._rows = [*report.problems, *likes, *report.notes]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{where(one)}: {_said(one)}"
        return None


class ReportList(QListView):
    """File, place and reason of each thing that was refused, or that one should know."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = ReportRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_ReportDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("What was not read, and what to know"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_report(self, report: ImportReport) -> None:
        """List what a report says."""
        self.rows.show_report(report)
        self.setCurrentIndex(self.rows.index(0))

    def focus_rect(self) -> QRect:
        """Return the row that the keys are on."""
        return self.visualRect(self.currentIndex()) if self.currentIndex().isValid() else self.rect().adjusted(2, 2, -2, -2)


class _ReportDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.current().px(48))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(Qt.ItemDataRole.UserRole)
        using, direction, box = theme.current(), option.direction, option.rect

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, box, QRect(box.left() + x, box.top() + y, width, height))

        painter.save()
        refused = isinstance(one, ImportProblem)
        side = using.px(16)
        colour = using.error if refused else using.text_3
        paint_icon(painter, spot(using.px(4), using.px(8), side, side), "circle-alert" if refused else "info", colour)
        start, width = using.px(32), box.width() - using.px(44)
        draw_text(painter, spot(start, using.px(5), width, using.px(20)), where(one), using.font("name"), using.text, direction=direction)
        below = spot(start, using.px(25), width, using.px(18))
        draw_text(painter, below, _said(one), using.font("option"), using.text_2, direction=direction)
        painter.restore()


def where(one: ImportProblem | ImportNote) -> str:
    """Return file and place."""
    return f"{one.path.name}, {one.place}" if one.place else one.path.name


def _said(one: ImportProblem | ImportNote) -> str:
    return one.reason if isinstance(one, ImportProblem) else one.text
