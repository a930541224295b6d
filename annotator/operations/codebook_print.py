"""The codebook as a page to print or to put beside the data: HTML of a kind that browsers and Qt's text documents both lay out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from annotator.i18n import N_, _, in_sentence
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Category, Codebook, Example, LinkType
from annotator.model.codebook_words import count_words, when_words

TYPE_WORDS = {
    cb.SINGLE: N_("one of a list"),
    cb.MULTIPLE: N_("several of a list"),
    cb.OPEN_LIST: N_("open list"),
    cb.TEXT: N_("text"),
    cb.TEXT_LIST: N_("list of texts"),
    cb.NUMBER: N_("number"),
    cb.BOOLEAN: N_("yes or no"),
    cb.DATE: N_("date"),
    cb.ENTITY_REF: N_("entity"),
    cb.ARTICLE_REF: N_("article"),
}
STYLE_WORDS = {"box": N_("Box"), "background": N_("Background"), "underline": N_("Underline"), "wave": N_("Wave")}
_STYLE = """
body { font-family: 'Source Serif 4', 'Noto Serif', serif; font-size: 10pt; color: #000000; }
h1 { font-size: 20pt; margin-bottom: 4px; } h2 { font-size: 15pt; margin-top: 26px; margin-bottom: 4px; }
h3 { font-size: 11pt; margin-top: 14px; margin-bottom: 3px; } p { margin-top: 3px; margin-bottom: 5px; }
ul { margin-top: 3px; margin-bottom: 6px; } td { vertical-align: top; }
.quiet { color: #555555; }
"""


def page_of(codebook: Codebook, *, project: str = "") -> str:
    """Return the codebook as one HTML page: everything that coders may choose, then what is retired."""
    parts = [*_head(codebook, project)]
    for category in codebook.offered:
        parts += _category(codebook, category)
    parts += _links(codebook)
    variables = [one for one in codebook.in_use(codebook.article_variables) if not one.retired]
    if variables:
        parts.append(f"<h2>{_t(_('Article variables'))}</h2>")
        parts += _questions(codebook, variables)
    parts += _regions_and_modules(codebook)
    parts += _retired(codebook)
    name = _t(codebook.name or _("Codebook"))
    head = f'<html lang="{_t(codebook.language)}"><head><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style></head>'
    return f"<!DOCTYPE html>\n{head}<body>\n" + "\n".join(parts) + "\n</body></html>\n"


def _t(text: object) -> str:
    return escape(str(text)).replace("\n", "<br>")


def _head(codebook: Codebook, project: str) -> Iterator[str]:
    yield f"<h1>{_t(codebook.name.replace('_', ' ').capitalize() or _('Codebook'))}</h1>"
    said = [_("Version {version}").format(version=codebook.version), project]
    yield f'<p class="quiet">{_t("  ·  ".join(filter(None, said)))}</p>'


def _category(codebook: Codebook, one: Category) -> Iterator[str]:
    swatch = f'<span style="background-color: {one.color}">&nbsp;&nbsp;&nbsp;&nbsp;</span>'
    parents = [codebook.category(each) for each in reversed(codebook.above(one.id))]
    above = "".join(f"{_t(parent.label)} › " for parent in parents if parent is not None)
    yield f"<h2>{swatch} {above}{_t(one.label)}</h2>"
    facts = [_("key {key}").format(key=one.key) if one.key else "", in_sentence(_(STYLE_WORDS[one.style])), one.id,
             _("may have fragments") if one.fragments else ""]  # fmt: skip
    yield f'<p class="quiet">{_t("  ·  ".join(filter(None, facts)))}</p>'
    for words, said in (("", one.definition), (_("What to mark"), one.span)):
        if said:
            yield f"<p>{f'<b>{_t(words)}.</b> ' if words else ''}{_t(said)}</p>"
    for words, lines in ((_("Code"), one.include), (_("Do not code"), one.exclude)):
        if lines:
            yield f"<h3>{_t(words)}</h3><ul>" + "".join(f"<li>{_t(line)}</li>" for line in lines) + "</ul>"
    if one.examples:
        yield f"<h3>{_t(_('Examples'))}</h3>" + "".join(_example(example) for example in one.examples)
    yield from _questions(codebook, [each for each in codebook.attributes_of(one.id) if not each.retired])


def _example(one: Example) -> str:
    text = _t(one.text)
    if one.mark:
        text = text.replace(_t(one.mark), f"<b>[{_t(one.mark)}]</b>", 1)
    why = f' <span class="quiet">— {_t(one.why)}</span>' if one.why else ""
    return f"<p>{'+' if one.good else '−'}&nbsp; {text}{why}</p>"


def _questions(codebook: Codebook, attributes: Sequence[Attribute]) -> Iterator[str]:
    for one in attributes:
        yield f"<h3>{_t(one.label)}</h3>"
        yield f'<p class="quiet">{_t("  ·  ".join(_facts(one, attributes)))}</p>'
        if one.definition:
            yield f"<p>{_t(one.definition)}</p>"
        if one.offered:
            rows = "".join(
                f'<tr><td width="5%">{number}</td><td width="30%"><b>{_t(value.label)}</b></td>'
                f'<td width="40%">{_t(value.definition)}</td><td width="25%" class="quiet">{_t(value.id)}</td></tr>'
                for number, value in enumerate(one.offered, start=1)
            )
            yield f'<table width="100%" cellspacing="0" cellpadding="2">{rows}</table>'


def _facts(one: Attribute, beside: Sequence[Attribute]) -> Iterator[str]:
    yield _(TYPE_WORDS[one.type])
    if one.required:
        yield _("required")
    if one.ordinal:
        yield _("ordered")
    if one.when:
        yield _("only if {condition}").format(condition=condition_words(one, beside))
    if one.default is not None:
        shown = one.value(str(one.default))
        default = _("yes") if one.default is True else _("no") if one.default is False else one.default
        yield _("default {value}").format(value=shown.label if shown is not None else default)
    if one.minimum is not None or one.maximum is not None:
        yield f"{'' if one.minimum is None else f'{one.minimum:g}'} – {'' if one.maximum is None else f'{one.maximum:g}'}"
    if one.max_length is not None:
        yield _("at most {count:,} characters").format(count=one.max_length)
    yield one.id


def condition_words(one: Attribute, beside: Sequence[Attribute]) -> str:
    """Return the condition of a question as people read it: ``Type is demand or commitment``."""
    return when_words(one.when, beside)


def _links(codebook: Codebook) -> Iterator[str]:
    links = [one for one in codebook.links if not one.retired]
    if not links:
        return
    yield f"<h2>{_t(_('Links'))}</h2>"
    for one in links:
        yield f"<h3>{_t(one.label)}</h3>"
        yield f'<p class="quiet">{_t(_ends(codebook, one))}</p>'
        for said in (one.question, one.rule):
            if said:
                yield f"<p>{_t(said)}</p>"
        if one.counts:
            yield "<ul>" + "".join(f"<li>{_t(count_words(codebook, one, each))}</li>" for each in one.counts) + "</ul>"
        yield from _questions(codebook, [each for each in codebook.in_use(one.attributes) if not each.retired])


def _ends(codebook: Codebook, one: LinkType) -> str:
    ends = [", ".join(known.label for each in side if (known := codebook.category(each)) is not None)
            for side in (one.from_categories, one.to_categories)]  # fmt: skip
    key = _("key {key}").format(key=one.key.upper()) if one.key else ""
    return "  ·  ".join(filter(None, (" → ".join(ends), key, one.inverse, one.id)))


def _regions_and_modules(codebook: Codebook) -> Iterator[str]:
    if codebook.region_types:
        yield f"<h2>{_t(_('Regions'))}</h2>"
        said = [f"{kind.replace('_', ' ')} ({_('coded')})" if kind in codebook.coded_regions else kind.replace("_", " ")
                for kind in codebook.region_types]  # fmt: skip
        yield f"<p>{_t(', '.join(said))}</p>"
    if codebook.modules:
        yield f"<h2>{_t(_('Modules'))}</h2>"
        modules = [f"{one.label} ({_('on') if one.on else _('off')})" for one in codebook.modules]
        yield f"<p>{_t(', '.join(modules))}</p>"


def _retired(codebook: Codebook) -> Iterator[str]:
    gone = [one.label for one in codebook.categories if one.retired] + [one.label for one in codebook.links if one.retired]
    for category in codebook.categories:
        for one in category.attributes:
            gone += [f"{category.label} › {one.label}"] if one.retired else []
            gone += [f"{category.label} › {one.label} › {value.label}" for value in one.values if value.retired]
    if gone:
        yield f"<h2>{_t(_('Retired: kept for old codings'))}</h2><p>{_t('; '.join(gone))}</p>"
